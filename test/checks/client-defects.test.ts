/** Planted defects of a client's requests, which its first run shows, are named, and nothing else is; the others are in long/. */
import { describe, expect, it } from 'vitest'
import { type App, commandApp } from '../../mock-sts/checks/client/app.ts'
import { checkClient } from '../../mock-sts/checks/client/check-client.ts'
import { named, table } from './client-defect-table.ts'

const ofRequests: readonly (keyof typeof table)[] = [
  'ignores the nonce',
  'aud is the token endpoint',
  'wrong typ',
  'assertion of 60 s',
  'RS256',
  'Bearer for a bound token',
  'proof without ath',
  'one proof for all calls',
  'htu with the query',
  'client secret',
  'private key in jwk',
  'two organisation structures',
]

describe('a client that', () => {
  it.each(ofRequests)('%s is told so, and nothing else', async (defect) => {
    const { failed = [], warned = [], options } = table[defect]
    const found = await named(defect, options)
    expect({ failed: found.failed, warned: found.warned }).toEqual({ failed, warned })
    // Where the plain calls do not succeed, nothing else is looked at.
    expect(found.results.find(({ id }) => id === 'calls-succeed')?.outcome).toBe('not reached')
  })
})

describe('a client that', { timeout: 20_000 }, () => {
  it.each<keyof typeof table>(['caches past expiry', 'never caches', 'reuses jti', 'stale JWKS'])(
    '%s is told so',
    async (defect) => {
      const { failed = [], warned = [] } = table[defect]
      const found = await named(defect, { only: ['token-runs-out', 'keys-change', 'token-of-a-minute'] })
      expect({ failed: found.failed, warned: found.warned }).toEqual({ failed, warned })
    },
  )
})

it('a client that prints its key and fails is told so without the key', async () => {
  const app: App = async ({ jwk }) => ({ code: 1, output: JSON.stringify(jwk) })
  const results = await checkClient({ app, only: ['calls-succeed'] })
  const end = await checkClient({
    app: async ({ jwk }) => ({ code: 1, output: `key ${jwk.q}` }),
    only: ['calls-succeed'],
  })
  expect(results.find(({ id }) => id === 'key-not-printed')?.outcome).toBe('failed')
  expect(end.find(({ id }) => id === 'calls-succeed')?.findings[0]?.seen).toContain('key [private]')
})

it('a command that prints its key, and much else after it, is told so', async () => {
  const print = 'process.stdout.write(process.env.HELSEID_CLIENT_JWK + "x".repeat(200_000))'
  const app = commandApp(`"${process.execPath}" -e '${print}'`)
  const results = await checkClient({ app, only: ['calls-succeed'] })
  expect(results.find(({ id }) => id === 'key-not-printed')?.outcome).toBe('failed')
})
