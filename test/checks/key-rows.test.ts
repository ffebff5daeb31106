/** How long `check api` waits for an API that does not fetch the JWKS at once. */
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'
import type { ApiTarget, Caller } from '../../mock-sts/checks/api/caller.ts'
import { keyRows } from '../../mock-sts/checks/api/key-rows.ts'
import { limits, waitsText } from '../../mock-sts/checks/api/limits.ts'

/** An API that refuses the first token with a new key, as if it were not yet allowed to fetch the JWKS again. */
async function outcomeOf(refresh?: number) {
  const twin = createHelseIdMock()
  const statuses = [401, 200]
  const caller = {
    mintGood: (options = {}) => twin.mint({ audience: 'nhn:example', ...options }),
    callWith: async () => ({ status: statuses.shift() ?? 200 }),
  } as Partial<Caller> as Caller
  const keys = { ring: twin.keys('test'), ...(refresh !== undefined && { refresh }) }
  const [noticed] = await keyRows(caller, { status: 200 } as ApiTarget, keys, { ...limits, notice: 0 })
  return noticed?.outcome
}

it('row D27 waits as long as --jwks-refresh says in addition', async () => {
  expect([await outcomeOf(), await outcomeOf(60)]).toEqual(['failed', 'passed'])
})

it('the check says at its start how long it can wait, and for what', () => {
  expect(waitsText(undefined, false)).toBe('')
  expect(waitsText({ cacheTime: 600 }, false)).toBe(
    'The check can wait up to 660 s: 60 s until a new key is used, 600 s until a removed key is forgotten (--jwks-cache).',
  )
  expect(waitsText({ refresh: 300 }, false)).toBe('The check can wait up to 360 s: 360 s until a new key is used.')
  // Five failures of 10 s each until the API starts and refuses; twice 60 s until it recovers from four of them.
  expect(waitsText({}, true)).toMatch(/up to 640 s: 60 s until a new key is used, 580 s for restarts/)
})
