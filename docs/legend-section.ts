/** The section of a page that explains the abbreviations of its sources. */
import { citationsOf, legendFor } from 'helseid-contract/rules'

/** Markdown lines with the sources that `texts` name, such as references and case ids. */
export function legendSection(texts: readonly string[]): string[] {
  return ['', '## Sources', '', ...legendFor(texts).map((line) => line.replace(/^([^:]+):/, '- **$1**:'))]
}

/** A reference as Markdown, each citation a link where it can be opened. */
export function linkedReference(reference: string): string {
  return citationsOf(reference)
    .map(({ text, url }) => (url === undefined ? text : `[${text}](${url})`))
    .join('; ')
}
