/** Undoes what mail, web pages and word processors do to text: quoted-printable, HTML entities, typographic quotes and dashes. */

/** The text as it was before. Each step applies only to text that cannot be anything else. */
export function undoSpelling(text: string): string {
  return withPlainPunctuation(withoutEntities(withoutQuotedPrintable(text)))
}

/**
 * A mail’s source: `=3D` is `=`, and `=` at the end of a line joins it to the next one. In other text, `=` is followed
 * by other characters too. https://www.rfc-editor.org/rfc/rfc2045#section-6.7
 */
function withoutQuotedPrintable(text: string): string {
  if (!text.includes('=3D') || /=(?![\dA-F]{2}|[ \t]*(?:\n|$))/.test(text)) return text
  return text
    .replace(/=[ \t]*(?:\n|$)/g, '')
    .replace(/(?:=[\dA-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString('utf8'))
}

const quotes: Readonly<Record<string, string>> = { quot: '"', '#34': '"', '#39': "'", '#x27': "'", apos: "'" }

/** A form in HTML has `&amp;` before its fields; no field has a name that starts with `amp;`. HTML with entities for quotes has no others. */
function withoutEntities(text: string): string {
  const isHtml = /&amp;[\w.-]+=/.test(text) || /&(?:quot|#34|#39|#x27);/.test(text)
  if (!isHtml) return text
  const unquoted = /["']/.test(text)
    ? text
    : text.replace(/&(quot|#34|#39|#x27|apos);/g, (_, name: string) => quotes[name] as string)
  return unquoted.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/** Word processors and chat tools put “…” for quotes, and – or — for the hyphens of an option. In JSON, they are content. */
function withPlainPunctuation(text: string): string {
  if (/^[[{]/.test(text) || !/[‘’‚‛“”„‟–—]/.test(text)) return text
  return text
    .replace(/(?<=[\s=(:])[“”„‟]|[“”](?=[\s;)\\|,:}]|$)/g, '"')
    .replace(/(?<=[\s=(:])[‘’‚‛]|[‘’](?=[\s;)\\|,:}]|$)/g, "'")
    .replace(/(?<=\s)[–—](?=([A-Za-z][\w-]*))/g, (_, name: string) => (name.length === 1 ? '-' : '--'))
}
