/** Issuers that each deviate in one field, through the whole check: one row reports the field, and a sound issuer is reported by none. */
import { expect, it } from 'vitest'
import { checkIssuer, deviationsIn } from '../deviating-issuer.ts'
import { deviatingIssuers } from '../deviating-issuers.ts'

it('a sound issuer is reported by no row of the whole check', async () => {
  const results = await checkIssuer({})
  expect(deviationsIn(results)).toEqual({})
  expect(results.filter(({ outcome }) => outcome === 'passed').length).toBeGreaterThan(220)
})

it.each(deviatingIssuers)(
  'the whole check reports $what by $row alone',
  async ({ row, outcome, fields, deviation }) => {
    expect(deviationsIn(await checkIssuer(deviation))).toEqual({ [row]: [outcome, ...fields] })
  },
)

it('a second run gets the same results, although the issuer remembers the first', async () => {
  const twice = await checkIssuer({}, ['cases'], 2)
  expect(deviationsIn(twice)).toEqual({})
  expect(new Set(twice.map(({ id }) => id)).size).toBe(twice.length / 2)
})
