/** Each planted defect of a client is named, and nothing else is; of a sound client nothing is. */
import { describe, expect, it } from 'vitest'
import { type ClientCheckOptions, checkClient } from '../../mock-sts/checks/client/check-client.ts'
import { trials } from '../../mock-sts/checks/client/trials.ts'
import { type ClientDefect, clientDefects, faultyClient } from './faulty-client.ts'

interface Named {
  readonly failed?: readonly string[]
  readonly warned?: readonly string[]
  readonly options?: Partial<ClientCheckOptions>
}

/** What the check says of each defect. */
const table: Readonly<Record<ClientDefect, Named>> = {
  'caches past expiry': { failed: ['token-renewed'] },
  'never caches': { failed: ['token-kept'], warned: ['short-token-kept'] },
  'ignores the nonce': { failed: ['nonce-answered'] },
  'loops on the nonce': { failed: ['nonce-loop-ends'] },
  'reuses jti': { warned: ['jti-once'] },
  'aud is the token endpoint': { failed: ['aud-is-issuer'] },
  'wrong typ': { failed: ['typ-client-authentication'] },
  'assertion of 60 s': { failed: ['lifetime-10s'], options: { profile: 'next' } },
  RS256: { failed: ['alg-ps-or-es'], options: { profile: 'next' } },
  'retries invalid_client': { failed: ['refusal-not-retried'] },
  'ignores rejected_scope': { failed: ['withheld-scope-reported'] },
  'Bearer for a bound token': { failed: ['bound-token-under-dpop'] },
  'proof without ath': { failed: ['api-proof-ath'] },
  'one proof for all calls': { failed: ['api-proof-replayed'] },
  'htu with the query': { failed: ['api-proof-htu'] },
  'client secret': { failed: ['no-client-secret'] },
  'stale JWKS': { failed: ['rotated-keys-read'] },
  'private key in jwk': { failed: ['proof-jwk-public'] },
  'two organisation structures': { failed: ['details-name-single'], options: { tenancy: 'multi-tenant' } },
  'takes a Bearer token': { failed: ['unbound-token-refused'] },
  'takes any metadata': { failed: ['foreign-metadata-refused'] },
  'hammers a failing server': { failed: ['retries-paced'] },
  'ignores Retry-After': { failed: ['retry-after-heeded'] },
  'prints its key': { failed: ['key-not-printed'] },
  'swallows failures': {},
}

async function named(defect: ClientDefect | undefined, options: Partial<ClientCheckOptions> = {}) {
  const results = await checkClient({ app: faultyClient(defect), timeLimit: 8, parallel: 3, ...options })
  const ids = (outcome: string) => results.filter((result) => result.outcome === outcome).map(({ id }) => id)
  return { failed: ids('failed'), warned: ids('warned'), results }
}

/** Those in which somebody looks for more than the end; the others too where a variable says so. */
const telling = trials.filter(({ looksAt, uses }) => looksAt.length > 1 || uses.length !== 1).map(({ name }) => name)
const only = process.env.ALL_TRIALS === undefined ? telling : trials.map(({ name }) => name)

describe.concurrent('a client that', () => {
  it.each(clientDefects.filter((defect) => defect !== 'swallows failures'))(
    '%s is told so, and nothing else',
    { timeout: 30_000 },
    async (defect) => {
      const { failed = [], warned = [], options } = table[defect]
      const found = await named(defect, { only, ...options })
      expect({ failed: found.failed, warned: found.warned }).toEqual({ failed, warned })
    },
  )
})

describe('a sound client', () => {
  it.each(['today', 'next'] as const)('is told nothing, under %s', { timeout: 30_000 }, async (profile) => {
    const { failed, warned, results } = await named(undefined, { profile, all: true })
    expect({ failed, warned }).toEqual({ failed: [], warned: [] })
    expect(results.filter(({ outcome }) => outcome === 'not reached').map(({ id, because }) => [id, because])).toEqual(
      [],
    )
  })
})
