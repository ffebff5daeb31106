/** Requirements on a client, judged from what was observed in one run. */
import { signJws } from 'helseid-contract/rules'
import { expect, it } from 'vitest'
import type { Observation, SeenRequest } from '../../mock-sts/checks/client/observation.ts'
import { tokenRenewed } from '../../mock-sts/checks/client/requirements/token-renewed.ts'
import { requirements, trials } from '../../mock-sts/checks/client/trials.ts'
import { forgottenLines } from '../forgotten-lines.ts'

it('every requirement in mock-sts/checks/client/requirements/ is judged in at least one trial', () => {
  const [folder, index] = ['mock-sts/checks/client/requirements', 'mock-sts/checks/client/trials.ts']
  const add = 'import it there and add it to `looksAt` of the trial in which it shows'
  expect(forgottenLines({ folder, index, listed: requirements.map(({ id }) => id), add })).toEqual([])
})

it('the trials that a client cannot tell apart from others run only with --all', () => {
  expect(trials.flatMap(({ name, onlyIfAll }) => (onlyIfAll ? [name] : [])).toSorted()).toEqual(
    [
      ...['invalid-request', 'invalid-target', 'invalid-grant', 'unauthorized-client', 'unsupported-grant-type'],
      ...['access-denied', 'client-key-expired', 'client-disabled', 'delegation-withdrawn'],
      ...['token-not-yet-valid', 'wrong-issuer', 'another-environments-issuer', 'bad-signature', 'unknown-key'],
      ...['wrong-audience', 'missing-audience', 'several-audiences', 'missing-binding', 'foreign-binding'],
      ...['missing-organization', 'foreign-organization', 'unknown-kid', 'alg-none', 'hs256-confusion', 'wrong-typ'],
      ...['jwks-unreachable', 'jwks-empty', 'jwks-html', 'jwks-slow'],
      ...['api-key-unknown', 'api-wrong-audience', 'api-wrong-issuer', 'api-proof-replayed', 'api-bad-gateway'],
    ].toSorted(),
  )
})

const jwt = (claims: Record<string, string | number>) =>
  signJws({ alg: 'HS256' }, claims, { kty: 'oct', k: 'c2VjcmV0' }, 'HS256')

/** A call made at `iat` with a token that expires at 100. */
function call(jti: string, iat: number): SeenRequest {
  const headers = [
    ['Authorization', `DPoP ${jwt({ exp: 100, jti })}`],
    ['DPoP', jwt({ iat })],
  ]
  return { endpoint: 'api', headers } as unknown as SeenRequest
}

it('token-renewed is broken if an expired token is used again', () => {
  const judged = (...requests: SeenRequest[]) =>
    tokenRenewed.judge({ requests, settings: { calls: 2 } } as unknown as Observation).outcome
  expect(judged(call('one', 99), call('one', 101))).toBe('broken')
  expect(judged(call('one', 99), call('two', 99))).toBe('met')
})

it('token-renewed is met if a token expires before its first use', () => {
  const requests = [call('one', 102), call('two', 99)]
  expect(tokenRenewed.judge({ requests, settings: { calls: 2 } } as unknown as Observation).outcome).toBe('met')
})
