/** What `check client` reports for each deliberate defect, and the options that show it. */
import { type ClientCheckOptions, checkClient } from '../../mock-sts/checks/client/check-client.ts'
import type { ClientDefect } from './client-defects.ts'
import { faultyClient } from './faulty-client.ts'

export interface Named {
  readonly failed?: readonly string[]
  readonly warned?: readonly string[]
  readonly options?: Partial<ClientCheckOptions>
}

/** The expected report for each defect that a requirement, a rule or the API names. */
export const table = {
  'caches past expiry': { failed: ['token-renewed', 'key-retired'] },
  'never caches': { failed: ['token-kept'], warned: ['short-token-kept'] },
  'renews a minute early': { warned: ['short-token-kept'] },
  'renews on 401': { failed: ['refused-token-renewed-once'], warned: ['forbidden-not-renewed'] },
  'renews on 403': { warned: ['forbidden-not-renewed'] },
  'ignores the nonce': { failed: ['nonce-answered'] },
  'loops on the nonce': { failed: ['nonce-loop-ends'] },
  'loops without a nonce': { failed: ['nonce-loop-ends'] },
  'loops on the nonce of the API': { failed: ['api-nonce-loop-ends'] },
  'forgets the nonce of the API': { warned: ['api-nonce-kept'] },
  'repeats any error with a nonce': { failed: ['error-with-nonce-reported'] },
  'reuses jti': { warned: ['jti-once'] },
  'aud is the token endpoint': { failed: ['aud-is-issuer'] },
  'wrong typ': { failed: ['typ-client-authentication'] },
  'assertion of 60 s': { failed: ['lifetime-10s'], options: { profile: 'next' } },
  RS256: { failed: ['alg-ps-or-es'], options: { profile: 'next' } },
  'retries invalid_client': { failed: ['refusal-not-retried'] },
  'ignores rejected_scope': { warned: ['withheld-scope-reported'] },
  'Bearer for a bound token': { failed: ['bound-token-under-dpop'] },
  'proof without ath': { failed: ['api-proof-ath'] },
  'one proof for all calls': { failed: ['api-proof-replayed'] },
  'htu with the query': { failed: ['api-proof-htu'] },
  'client secret': { failed: ['no-client-secret'] },
  'stale JWKS': { failed: ['rotated-keys-read'] },
  'private key in jwk': { failed: ['proof-jwk-public'], warned: ['private-key-sent'] },
  'two organisation structures': { failed: ['details-name-single'], options: { tenancy: 'multi-tenant' } },
  'takes a Bearer token': { failed: ['unbound-token-refused'] },
  'sends a Bearer token under DPoP': { warned: ['token-type-read'] },
  'takes any metadata': { failed: ['foreign-metadata-refused'] },
  'has a fixed token endpoint': { warned: ['metadata-kept'] },
  'hammers HelseID on 500': { failed: ['retries-paced'] },
  'ignores Retry-After of 429': { failed: ['retry-after-heeded'] },
  'prints its key': { failed: ['key-not-printed'] },
  'prints its key as PEM': { failed: ['key-not-printed'] },
  'token in another header too': { failed: ['token-only-in-header'] },
  'token in the address too': { failed: ['token-only-in-header'] },
  'another key for the API': { failed: ['api-proof-key'] },
  'no proof for the API': { failed: ['api-proof-missing'] },
  'reads the metadata each time': { warned: ['metadata-kept'] },
} as const satisfies Readonly<Partial<Record<ClientDefect, Named>>>

export const tableOf = (defect: keyof typeof table): Named => table[defect]

/** The end of a hang, in seconds, not a measure: a busy machine takes its time. */
const timeLimit = 120

export async function named(defect: ClientDefect | undefined, options: Partial<ClientCheckOptions> = {}) {
  // With few trials, none of which hangs, nothing is gained by a short limit.
  const app = faultyClient(defect, options.only === undefined ? {} : { timeout: timeLimit / 2 })
  const results = await checkClient({ app, timeLimit, parallel: 3, ...options })
  const ids = (outcome: string) => results.filter((result) => result.outcome === outcome).map(({ id }) => id)
  const trials = new Set(results.flatMap(({ findings }) => findings.map(({ where }) => where)))
  return { failed: ids('failed'), warned: ids('warned'), trials: [...trials].toSorted(), results }
}
