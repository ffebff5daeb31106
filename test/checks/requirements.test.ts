/** Requirements of a client, each by what was seen of one run. */
import { signJws } from 'helseid-contract/rules'
import { expect, it } from 'vitest'
import type { Observation, SeenRequest } from '../../mock-sts/checks/client/observation.ts'
import { tokenRenewed } from '../../mock-sts/checks/client/requirements/token-renewed.ts'
import { requirements } from '../../mock-sts/checks/client/trials.ts'
import { forgottenLines } from '../forgotten-lines.ts'

it('every file of mock-sts/checks/client/requirements/ is looked at in some trial', () => {
  const [folder, index] = ['mock-sts/checks/client/requirements', 'mock-sts/checks/client/trials.ts']
  const add = 'import it there and add it to `looksAt` of the trial in which it shows'
  expect(forgottenLines({ folder, index, listed: requirements.map(({ id }) => id), add })).toEqual([])
})

const jwt = (claims: Record<string, string | number>) =>
  signJws({ alg: 'HS256' }, claims, { kty: 'oct', k: 'c2VjcmV0' }, 'HS256')

/** A call with a token that runs out at 100, made at `iat`. */
function call(jti: string, iat: number): SeenRequest {
  const headers = [
    ['Authorization', `DPoP ${jwt({ exp: 100, jti })}`],
    ['DPoP', jwt({ iat })],
  ]
  return { endpoint: 'api', headers } as unknown as SeenRequest
}

it('token-renewed: a token is not used again when it has run out', () => {
  const judged = (...requests: SeenRequest[]) =>
    tokenRenewed.judge({ requests, settings: { calls: 2 } } as unknown as Observation).outcome
  expect(judged(call('one', 99), call('one', 101))).toBe('broken')
  expect(judged(call('one', 99), call('two', 99))).toBe('met')
})

it('token-renewed: a client that is slow to make its first call with a token does not keep it too long', () => {
  const requests = [call('one', 102), call('two', 99)]
  expect(tokenRenewed.judge({ requests, settings: { calls: 2 } } as unknown as Observation).outcome).toBe('met')
})
