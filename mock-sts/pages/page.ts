/** The frame of a page that a person sees outside of the workbench, and the headers that keep other sites away from it. */
import { createHash } from 'node:crypto'
import { type Html, html, trusted } from './html.ts'
import { icons } from './icons.ts'
import { style } from './style.ts'

export interface Page {
  readonly title: string
  readonly main: Html
  /** Host and port under which the reader sees the twin. */
  readonly host: string
  /** Default: 200. */
  readonly status?: number
  /** Origins to which a form of the page may lead by a redirect, in addition to the twin's own. Each must be a valid origin. */
  readonly formTargets?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
}

const styleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`
const tabIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="#5b7bf0" stroke-width="1.8"><circle cx="6" cy="8" r="4"/><circle cx="10" cy="8" r="4"/></svg>'
const iconLink = trusted(`<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(tabIcon)}">`)
const styleElement = trusted(`<style>${style}</style>`)

/**
 * The whole page as a response. Its Content-Security-Policy allows no script, no frame around it and nothing from elsewhere; browsers
 * neither store it nor name it to other sites.
 */
export function pageResponse({ title, main, host, status = 200, formTargets = [], headers = {} }: Page): Response {
  const policy = [
    "default-src 'none'",
    `style-src ${styleHash}`,
    // The icon in the browser's tab.
    'img-src data:',
    // Browsers check the targets of a redirect after a form, too.
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  return new Response(`<!doctype html>\n${frame(title, main, host)}\n`, {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
      // With no-referrer, browsers would send Origin: null with the page's own form.
      'Referrer-Policy': 'same-origin',
      ...headers,
    },
  })
}

function frame(title: string, main: Html, host: string): Html {
  return html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${iconLink}
${styleElement}
</head>
<body class="door">
<header><span class="brand">${icons.brand}HelseID twin</span><span class="tag">for testing only</span></header>
<main id="main">${main}</main>
<footer>Not HelseID. This page is served by a test twin at <span class="data">${host}</span>.</footer>
</body>
</html>`
}
