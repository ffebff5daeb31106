/** Sources: every citation of a rule or an interaction opens, and every abbreviation has a line in the legend. */
import { cases } from 'helseid-contract/cases'
import { interactions } from 'helseid-contract/pact'
import { citationsOf, legendFor, rules, sourceOf, sourceUrl } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { sourceNames } from '../../contract/source-names.ts'
import { interactionsPage } from '../../docs/interactions-page.ts'
import { rulesPage } from '../../docs/rules-page.ts'

const references = [
  ...cases.map(({ id, source }) => [id, sourceOf(source)] as const),
  ...rules.map(({ id, source }) => [id, source] as const),
  ...Object.entries(interactions).map(([name, { evidence }]) => [name, evidence.source] as const),
]

/** Words in capitals, or with a colon, dot or slash inside, that are not the name of a source. */
const ordinaryWords = new Set(['NHN', 'API', 'STS', 'JWT', 'OID', 'ntp.nhn.no'])

/** What looks like the abbreviation or name of a source, and is not in the legend. */
function unexplainedIn(text: string): string[] {
  const rest = sourceNames.reduce((left, { pattern }) => left.replaceAll(new RegExp(pattern, 'g'), ' '), text)
  const words = rest.split(/[\s,;()“”’]+/).map((word) => word.replace(/[.:]$/, ''))
  return words.filter((word) => /^[A-Z]{2,}(?![A-Za-z])|^\w+[:/.#][A-Za-z]/.test(word) && !ordinaryWords.has(word))
}

describe.each(references)('%s', (_, { reference, url }) => {
  it('has a link, unless the twin itself is its source', () => {
    if (reference.startsWith('the twin’s own')) return
    expect(sourceUrl(reference), reference).toMatch(/^https:\/\//)
    expect(url).toBe(sourceUrl(reference))
  })

  it('uses only abbreviations that are in the legend', () => {
    expect(unexplainedIn(reference), 'add the source to contract/source-names.ts').toEqual([])
  })
})

describe('the address of a source', () => {
  it.each([
    ['RFC 9449 4.3', 'https://www.rfc-editor.org/rfc/rfc9449#section-4.3'],
    ['RFC 7519', 'https://www.rfc-editor.org/rfc/rfc7519'],
    ['CF:750616578 (HID-1004)', 'https://helseid.atlassian.net/wiki/pages/viewpage.action?pageId=750616578'],
    [
      'UP:feilmeldinger',
      'https://utviklerportal.nhn.no/informasjonstjenester/helseid/bruksmoenstre-og-eksempelkode/bruk-av-helseid/docs/teknisk-referanse/feilmeldinger_enmd',
    ],
    ['DuendeSoftware/foss#323 (HelseID team)', 'https://github.com/DuendeSoftware/foss/issues/323'],
    ['HelseID.Library.Java', 'https://github.com/NorskHelsenett/HelseID.Library.Java'],
    ['Duende JwtValidationClockSkew', 'https://docs.duendesoftware.com/identityserver/reference/options'],
    ['the twin’s own limit', undefined],
  ])('of %s is %s', (reference, url) => expect(sourceUrl(reference)).toBe(url))

  it('of a reference is that of the first citation that can be opened', () => {
    expect(sourceUrl('an assumption; RFC 9449 8; RFC 7519 2')).toBe('https://www.rfc-editor.org/rfc/rfc9449#section-8')
  })

  it('is known for every page of the developer portal that a rule refers to', () => {
    const citations = references.flatMap(([, { reference }]) => citationsOf(reference))
    const pages = citations.filter(({ text }) => text.startsWith('UP'))
    expect(pages.filter(({ url = '' }) => !/^https:\/\/utviklerportal[\w.-]*\/./.test(url))).toEqual([])
  })
})

describe('the legend', () => {
  it('has only the sources that the texts name', () => {
    expect(legendFor(['RFC 9449 8'])).toEqual(['RFC: an RFC of the IETF, with its section, https://www.rfc-editor.org'])
    expect(legendFor(['see A44'])).toEqual([expect.stringMatching(/^A44, B21, …: a case/)])
    expect(legendFor([])).toEqual([])
  })

  it('has all sources when no texts are given', () => {
    expect(legendFor().length).toBeGreaterThan(20)
  })

  it.each([
    ['docs/rules.md', rulesPage()],
    ['docs/interactions.md', interactionsPage()],
  ])('is in %s, with the sources used there', (_, page) => {
    const [, legend = ''] = page.split('## Sources')
    expect(legend).toContain('UP')
    expect(legend).toContain('https://www.rfc-editor.org')
  })
})
