/** How long `check api` waits for an API that does not fetch the JWKS at once. */
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'
import type { ApiTarget, Caller } from '../../mock-sts/checks/api/caller.ts'
import { keyRows } from '../../mock-sts/checks/api/key-rows.ts'
import { limits } from '../../mock-sts/checks/api/limits.ts'

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
