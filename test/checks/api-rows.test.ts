/** Every row of the API check says how binding it is, what says so, what to change on each platform, and has a planted defect. */
import { describe, expect, it } from 'vitest'
import { type Advice, advice, adviceText, type Guard, platforms } from '../../mock-sts/checks/api/advice.ts'
import { allRows } from '../../mock-sts/checks/api/all-rows.ts'
import { fixOfControl } from '../../mock-sts/checks/api/control-fix.ts'
import { apiDefects } from './api-defect-table.ts'

/** An RFC or another specification with a section, a page of NHN's developer portal, or a case. */
const citation = /^(?:RFC \d{4} \d|OpenID Connect \w+ [\d.]+|UP:[a-z_]+|case [A-Z]\d+)/

describe.each(allRows.map((row) => [row.id, row] as const))('row %s', (id, { level, source, permits }) => {
  it('cites what says so, and what permits other behaviour if it is a should', () => {
    for (const one of source.split('; ')) expect(one).toMatch(citation)
    expect(permits !== undefined).toBe(level === 'should')
    if (permits !== undefined) expect(permits).toMatch(/RFC \d{4} \d|NHN|Helsenorge/)
  })

  it('has a planted defect', () => {
    expect(Object.keys(apiDefects)).toContain(id)
  })
})

const guarded = allRows.flatMap(({ id, guard = [] }) => [guard].flat().map((one) => [id, one] as const))

it.each(guarded)('the advice of row %s (%s) names every platform', (_id, guard) => {
  const text = adviceText(guard)
  for (const platform of platforms) expect(text).toContain(`${platform}: `)
  expect(text).not.toMatch(/undefined|\/home|\/tmp/)
})

it('every row is planted once, and every planted row exists', () => {
  expect(Object.keys(apiDefects).toSorted()).toEqual(allRows.map(({ id }) => id).toSorted())
  expect(new Set(Object.values(apiDefects)).size).toBe(allRows.length)
})

it('every piece of advice belongs to a row', () => {
  expect(Object.keys(advice).toSorted()).toEqual([...new Set(allRows.flatMap(({ guard = [] }) => guard))].toSorted())
})

// Settings as their documentation names them.
it.each<[string, keyof Advice['on'], string]>([
  ['D18', 'ASP.NET Core', 'ValidTypes'],
  ['D35', 'ASP.NET Core', 'ValidTypes'],
  ['D36', 'Spring Security', 'validateType(false)'],
  ['D22', 'ASP.NET Core', 'TryAllIssuerSigningKeys = false'],
  ['D17', 'ASP.NET Core', 'AudienceValidator'],
  ['D104', 'ASP.NET Core', 'ClockSkew'],
  ['D104', 'Go', 'jwt.WithLeeway'],
  ['D20', 'Go', 'jwt.WithValidMethods'],
  ['D42', 'express', "requiredClaims: ['exp']"],
  ['D06', 'express', 'replayStore'],
])('the advice of row %s for %s names %s', (id, platform, setting) => {
  const guard = allRows.find((row) => row.id === id)?.guard
  expect(advice[guard as Guard].on[platform]).toContain(setting)
})

it('the advice of the rows about typ also meets row D34, which sends an older token with the typ JWT', () => {
  const { on } = advice.typ
  for (const platform of platforms) expect(on[platform], platform).toMatch(/at\+jwt.*JWT/)
  expect(fixOfControl(401, 'D34')).toContain(adviceText('typ'))
})

it('the advice for express says whose jwtVerify it means', () => {
  const texts = Object.values<Advice>(advice).map(({ on }) => on.express)
  expect(texts.filter((text) => /^(?:(?!jose’s ).)*jwtVerify/.test(text) && !text.includes('EmbeddedJWK'))).toEqual([])
})
