/** A planted defect for each trial that runs by default: it fails that trial only, or gets a warning in it. */
import type { ClientCheckOptions } from '../../mock-sts/checks/client/check-client.ts'
import type { ClientDefect } from './client-defects.ts'

export interface Planted {
  readonly defect: ClientDefect
  /** Other trials that it shows in, because they differ in nothing that the defect is about. */
  readonly also?: readonly string[]
  readonly options?: Partial<ClientCheckOptions>
}

/** Shorter than the default, because the client is stopped by it, and longer than every other trial takes. */
const short = { timeLimit: 60 }

/** The defect is a short timeout: no other trial may delay the twin. */
const alone = { only: ['slow-answer', 'api-slow-answer'], parallel: 1 }

export const trialDefects: Readonly<Record<string, Planted>> = {
  'calls-succeed': { defect: 'gives up after two calls' },
  'token-runs-out': { defect: 'caches past expiry', also: ['key-retired'] },
  'keys-change': { defect: 'expects a single key' },
  'token-of-a-minute': { defect: 'renews a minute early' },
  'address-with-query': { defect: 'htu with the query' },
  'invalid-client': { defect: 'retries invalid_client' },
  'invalid-scope': { defect: 'swallows: refused: invalid_scope' },
  'invalid-dpop-proof': { defect: 'swallows: refused: invalid_dpop_proof' },
  'endless-nonce-challenge': { defect: 'loops on the nonce' },
  'nonce-challenge-without-header': { defect: 'loops without a nonce' },
  'nonce-on-other-errors': { defect: 'repeats any error with a nonce' },
  'too-many-requests': { defect: 'ignores Retry-After of 429' },
  'service-unavailable': { defect: 'ignores Retry-After of 503' },
  'server-error': { defect: 'hammers HelseID on 500' },
  'bad-gateway': { defect: 'hammers HelseID on 502' },
  'slow-answer': { defect: 'is impatient with HelseID', options: alone },
  'empty-answer': { defect: 'swallows: Unexpected end of JSON' },
  'html-answer': { defect: 'swallows: <html>' },
  'wrong-content-type': { defect: 'loops on another content type' },
  'connection-reset': { defect: 'swallows: HelseID: fetch failed ECONNRESET' },
  'no-answer': { defect: 'waits for HelseID without end', also: ['dribbled-answer'], options: short },
  'truncated-answer': { defect: 'swallows: HelseID: terminated' },
  'dribbled-answer': { defect: 'limits only the first byte', options: short },
  'missing-access-token': { defect: 'swallows: the answer has no token' },
  'missing-expires-in': { defect: 'loops without expires_in' },
  'expires-in-text': { defect: 'loops on expires_in as text' },
  'token-type-case': { defect: 'compares token_type with case' },
  'rejected-scope': { defect: 'ignores rejected_scope' },
  'expired-token': { defect: 'swallows: the token expired' },
  'short-lived-token': { defect: 'refuses short tokens', also: ['keys-change', 'key-retired', 'token-runs-out'] },
  'missing-scope': { defect: 'swallows: the token lacks the scope' },
  'bearer-instead-of-dpop': { defect: 'takes a Bearer token' },
  'large-token': { defect: 'cuts a long token' },
  'server-clock-ahead': { defect: 'swallows: its clock is ahead' },
  'server-clock-behind': { defect: 'swallows: its clock is behind' },
  'metadata-down': { defect: 'swallows: the metadata is unavailable' },
  'metadata-wrong-issuer': { defect: 'takes any metadata' },
  'metadata-without-token-endpoint': { defect: 'swallows: names no token endpoint' },
  'key-retired': { defect: 'expects old keys to stay' },
  'api-token-expired': { defect: 'swallows: The token expired at' },
  'api-token-not-yet-valid': { defect: 'swallows: The token is not valid before' },
  'api-token-not-seen': { defect: 'swallows: the API answered 401 DPoP algs=' },
  'api-bearer-only': { defect: 'swallows: the API answered 401 Bearer' },
  'api-no-challenge': { defect: 'swallows: the API answered 401 without a reason' },
  'api-proof-refused': { defect: 'swallows: the API answered 401 DPoP error="invalid_dpop_proof"' },
  'api-nonce-challenge': { defect: 'ignores the nonce of the API' },
  'api-endless-nonce-challenge': { defect: 'loops on the nonce of the API' },
  'api-nonce-challenge-without-header': { defect: 'loops without a nonce of the API' },
  'api-nonce-on-success': { defect: 'forgets the nonce of the API' },
  'api-insufficient-scope': { defect: 'swallows: The token lacks a scope' },
  'api-forbidden': { defect: 'swallows: the API answered 403 without a reason' },
  'api-ehsec-110002': { defect: 'swallows: EHSEC-110002' },
  'api-too-many-requests': { defect: 'hammers the API on 429' },
  'api-server-error': { defect: 'hammers the API on 500' },
  'api-service-unavailable': { defect: 'hammers the API on 503' },
  'api-slow-answer': { defect: 'is impatient with the API', options: alone },
  'api-connection-reset': { defect: 'swallows: the API: fetch failed ECONNRESET' },
  'api-no-answer': { defect: 'waits for the API without end', options: short },
}
