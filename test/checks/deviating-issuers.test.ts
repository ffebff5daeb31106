/** Issuers that each deviate in one field: the rows about the token and the contract report it by one row, to the field. */
import { expect, it } from 'vitest'
import { checkIssuer, deviationsIn } from './deviating-issuer.ts'
import { deviatingIssuers } from './deviating-issuers.ts'

// The table of cases takes seconds for each issuer: test/checks/long/deviating-issuers.test.ts.
const parts = ['token', 'contract'] as const
const issuers = deviatingIssuers.filter(({ row }) => row !== 'E11')

it('a sound issuer is reported by no row of the token or the contract', async () => {
  const results = await checkIssuer({}, parts)
  expect(deviationsIn(results)).toEqual({})
  expect(results.filter(({ outcome }) => outcome === 'passed').length).toBeGreaterThan(20)
})

it.each(issuers)('an issuer with $what is reported by $row alone', async ({ row, outcome, fields, deviation }) => {
  expect(deviationsIn(await checkIssuer(deviation, parts))).toEqual({ [row]: [outcome, ...fields] })
})
