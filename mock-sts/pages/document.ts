/** A whole HTML document, and a Content-Security-Policy that allows its style sheet and no script. */
import { createHash } from 'node:crypto'
import { type Html, html, trusted } from './html.ts'

export interface Document {
  readonly title: string
  /** Written by the twin: it is not escaped. */
  readonly styleSheet: string
  readonly body: Html
  /** More elements of the head. */
  readonly head?: Html
}

export function documentText({ title, styleSheet, body, head }: Document): string {
  const page = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${head}
<title>${title}</title>
${trusted(`<style>${styleSheet}</style>`)}
</head>
${body}
</html>`
  return `<!doctype html>\n${page}\n`
}

/** `directives` are added to those that every page has. */
export function contentPolicy(styleSheet: string, directives: readonly string[]): string {
  const hash = createHash('sha256').update(styleSheet).digest('base64')
  return ["default-src 'none'", `style-src 'sha256-${hash}'`, "base-uri 'none'", ...directives].join('; ')
}
