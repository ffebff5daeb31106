/** Where a requirement was read: references with links, and the legend of their abbreviations. */
import { type SourceName, sourceNames } from './source-names.ts'

export interface Source {
  /** Citations, separated by semicolons: `UP:feilmeldinger; RFC 9449 8`. */
  readonly reference: string
  /** The first citation that can be opened. */
  readonly url?: string
}

/** One citation of a reference. */
export interface Citation {
  readonly text: string
  readonly url?: string
}

/**
 * A reference with its link.
 * @example
 * sourceOf('RFC 9449 8').url // https://www.rfc-editor.org/rfc/rfc9449#section-8
 */
export function sourceOf(reference: string): Source {
  const url = sourceUrl(reference)
  return { reference, ...(url !== undefined && { url }) }
}

/** The address of the first source that `reference` names; undefined where none has a public address. */
export function sourceUrl(reference: string): string | undefined {
  for (const { name, use } of usesIn(reference)) {
    const url = name.address?.(use) ?? name.url
    if (url !== undefined) return url
  }
  return undefined
}

/** The citations of a reference, each with its own link. */
export function citationsOf(reference: string): readonly Citation[] {
  return reference.split('; ').map((text) => {
    const url = sourceUrl(text)
    return { text, ...(url !== undefined && { url }) }
  })
}

/**
 * The legend of the sources that `texts` name, one line each, in the order of the table; without `texts`, of all
 * sources.
 * @example
 * legendFor(['RFC 9449 8']) // ['RFC: an RFC of the IETF, with its section, https://www.rfc-editor.org']
 */
export function legendFor(texts?: readonly string[]): string[] {
  return sourceNames
    .filter(({ pattern }) => texts?.some((text) => pattern.test(text)) ?? true)
    .map(({ name, meaning, url }) => `${name}: ${meaning}${url === undefined ? '' : `, ${url}`}`)
}

/** The sources named in `text`, in the order in which they appear. */
function usesIn(text: string): { readonly name: SourceName; readonly use: RegExpMatchArray }[] {
  return sourceNames
    .flatMap((name) => {
      const use = text.match(name.pattern)
      return use === null ? [] : [{ name, use }]
    })
    .sort((one, other) => (one.use.index ?? 0) - (other.use.index ?? 0))
}
