/** The frame of a page that a person sees outside of the workbench, and the headers that keep other sites away from it. */
import { contentPolicy, documentText } from './document.ts'
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
}

const tabIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="#5b7bf0" stroke-width="1.8"><circle cx="6" cy="8" r="4"/><circle cx="10" cy="8" r="4"/></svg>'
const iconLink = trusted(`<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(tabIcon)}">`)

/**
 * The whole page as a response. Its Content-Security-Policy allows no script, no frame around it and nothing from elsewhere; browsers
 * neither store it nor name it to other sites.
 */
export function pageResponse({ title, main, host, status = 200, formTargets = [] }: Page): Response {
  const policy = contentPolicy(style, [
    // The icon in the browser's tab.
    'img-src data:',
    // Browsers check the targets of a redirect after a form, too.
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "frame-ancestors 'none'",
  ])
  const text = documentText({ title, styleSheet: style, head: iconLink, body: frame(main, host) })
  return new Response(text, {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
      // With no-referrer, browsers would send Origin: null with the page's own form.
      'Referrer-Policy': 'same-origin',
    },
  })
}

function frame(main: Html, host: string): Html {
  return html`<body class="door">
<header><span class="brand">${icons.brand}HelseID twin</span><span class="tag">for testing only</span></header>
<main id="main">${main}</main>
<footer>Not HelseID. This page is served by a test twin at <span class="data">${host}</span>.</footer>
</body>`
}
