/** Every case that a token request can express, in both profiles: the exact response. */
import { cases } from 'helseid-contract/cases'
import type { Recipe } from 'helseid-contract/rules'
import { describe, it } from 'vitest'
import { expectCase } from './case-expectation.ts'
import { send } from './case-harness.ts'

describe.each(['today', 'next'] as const)('%s', (profile) => {
  it.each(cases.map((row) => [row.id, row.title, row] as const))('%s %s', async (_id, _title, row) => {
    for (const recipe of row.requests) expectCase(row, await send(recipe as Recipe, { profile }), profile)
  })
})
