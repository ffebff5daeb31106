/** Requirements on a client, judged from what was observed in one run. */
import { signJws } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { unmet } from '../../mock-sts/checks/client/binding.ts'
import { endProblem } from '../../mock-sts/checks/client/judge-end.ts'
import type { Observation, SeenRequest } from '../../mock-sts/checks/client/observation.ts'
import { tokenRenewed } from '../../mock-sts/checks/client/requirements/token-renewed.ts'
import type { Trial } from '../../mock-sts/checks/client/trial.ts'
import { trialBindings } from '../../mock-sts/checks/client/trial-bindings.ts'
import { bearerTrials, requirements, trials } from '../../mock-sts/checks/client/trials.ts'
import { scenarios } from '../../mock-sts/scenarios/index.ts'
import { forgottenLines } from '../forgotten-lines.ts'
import { type Named, table } from './client-defect-table.ts'
import { trialDefects } from './trial-defect-table.ts'

it('every requirement in mock-sts/checks/client/requirements/ is judged in at least one trial', () => {
  const [folder, index] = ['mock-sts/checks/client/requirements', 'mock-sts/checks/client/trials.ts']
  const add = 'import it there and add it to `looksAt` of the trial in which it shows'
  expect(forgottenLines({ folder, index, listed: requirements.map(({ id }) => id), add })).toEqual([])
})

it('the trials that a client cannot tell apart from others run only with --all', () => {
  expect(trials.flatMap(({ name, onlyIfAll }) => (onlyIfAll ? [name] : [])).toSorted()).toEqual(
    [
      ...['invalid-request', 'invalid-target', 'invalid-grant', 'unauthorized-client', 'unsupported-grant-type'],
      ...['access-denied', 'client-key-expired', 'client-disabled', 'delegation-withdrawn', 'terms-not-accepted'],
      ...['nonce-always-expired', 'key-rotated'],
      ...['token-not-yet-valid', 'wrong-issuer', 'another-environments-issuer', 'bad-signature', 'unknown-key'],
      ...['wrong-audience', 'missing-audience', 'several-audiences', 'missing-binding', 'foreign-binding'],
      ...['missing-organization', 'foreign-organization', 'unknown-kid', 'alg-none', 'hs256-confusion', 'wrong-typ'],
      ...['jwks-unreachable', 'jwks-empty', 'jwks-html', 'jwks-slow'],
      ...['api-key-unknown', 'api-wrong-audience', 'api-wrong-issuer', 'api-proof-replayed', 'api-bad-gateway'],
    ].toSorted(),
  )
})

it('the row of a scenario promises no more than how the client ends, and names the rows that judge the rest', () => {
  const ends = {
    'a failure reported': /^It reports the failure by an exit code other than 0/,
    'all calls': /^Its (?:\d+ calls succeed|call succeeds), and it exits with 0/,
    'an end': /^It ends by itself, with any exit code/,
  }
  for (const list of [trials, bearerTrials])
    for (const { name, requires, reaction, expects, looksAt } of list.filter(({ uses }) => uses.length > 0)) {
      if (reaction === undefined) continue
      expect(requires, name).toMatch(ends[expects])
      const others = looksAt.map(({ id }) => id).filter((id) => id !== 'key-not-printed')
      expect(requires.replace(ends[expects], ''), name).toBe(
        others.length === 0 ? '' : `; see also ${others.join(', ')}`,
      )
    }
  expect(trials.filter(({ reaction }) => reaction !== undefined)).toHaveLength(scenarioCount)
})

/** A client does not see the scenarios of introspection. */
const scenarioCount = scenarios.filter(({ shows }) => shows !== 'introspection').length

it('every trial and every requirement says what requires it, and what permits the other behaviour if it only warns', () => {
  const bound = [...trials.map(({ name: id, ...trial }) => ({ id, ...trial })), ...requirements]
  const silent = bound.filter((one) => one.source === '' || (one.level === 'should' && one.permits === ''))
  expect(silent.map(({ id }) => id)).toEqual([])
  const names = scenarios.map(({ name }) => name)
  expect(Object.keys(trialBindings).filter((name) => !names.includes(name))).toEqual([])
  const warning = trials.filter(({ level }) => level === 'should').map(({ name }) => name)
  expect(warning.toSorted()).toEqual([
    ...[
      'address-with-query',
      'api-nonce-challenge',
      'api-slow-answer',
      'dribbled-answer',
      'large-token',
      'slow-answer',
    ],
  ])
})

it('a requirement that should be met warns and cites what permits the other behaviour, and fails the tenancy it binds', () => {
  const [reported] = requirements.filter(({ id }) => id === 'withheld-scope-reported')
  if (reported === undefined) throw new Error('there is no such requirement')
  // NHN documents rejected_scope for multi-tenant clients only.
  expect(unmet(reported, 'none')).toEqual({
    outcome: 'warned',
    source: expect.stringContaining('; not required: RFC 6749'),
  })
  expect(unmet(reported, 'multi-tenant')).toEqual({
    outcome: 'failed',
    source: expect.stringContaining('HelseID.Library'),
  })
})

it('every requirement has a planted defect', () => {
  const named = Object.values<Named>(table).flatMap(({ failed = [], warned = [] }) => [...failed, ...warned])
  expect(requirements.map(({ id }) => id).filter((id) => !named.includes(id))).toEqual([])
})

it('every trial that runs by default has a planted defect', () => {
  const byDefault = trials.filter(({ onlyIfAll }) => !onlyIfAll).map(({ name }) => name)
  expect(Object.keys(trialDefects).toSorted()).toEqual(byDefault.toSorted())
})

describe('a client that does not end while the twin never answers', () => {
  const stopped = (name: string, seconds: number, requests: number) => {
    const trial = trials.find((one) => one.name === name)
    if (trial === undefined) throw new Error(`there is no trial ${name}`)
    const request = { endpoint: 'token', scenario: name, status: 0 } as unknown as SeenRequest
    const seen = {
      requests: Array(requests).fill(request),
      ended: 'time limit',
      seconds,
      output: '',
      settings: { calls: 1, jwk: {} },
    }
    return endProblem(trial, seen as unknown as Observation)
  }

  it.each(['no-answer', 'api-no-answer'])('fails %s after 130 s, longer than HttpClient waits by default', (name) => {
    expect(stopped(name, 130, 1)).toMatchObject({ mild: false, seen: 'had not given up after 130 s' })
    expect(unmet(trials.find((one) => one.name === name) as Trial, 'none').outcome).toBe('failed')
  })

  it('gets a warning if the check was shorter than that', () => {
    expect(stopped('no-answer', 30, 1)).toMatchObject({ mild: true, seen: 'had not given up after 30 s' })
  })

  it('gets a warning if it gave up on one request, and then waits for the next', () => {
    expect(stopped('no-answer', 130, 2)).toMatchObject({ mild: true })
  })

  it('gets a warning in dribbled-answer, because most platforms limit only the time between two bytes', () => {
    expect(unmet(trials.find(({ name }) => name === 'dribbled-answer') as Trial, 'none').outcome).toBe('warned')
  })
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
