/** `check client` reports each deliberate defect in the trials that show it, and nothing else; long/ runs every defect in every trial. */
import { describe, expect, it } from 'vitest'
import { type App, commandApp } from '../../mock-sts/checks/client/app.ts'
import { type ClientCheckOptions, checkClient } from '../../mock-sts/checks/client/check-client.ts'
import { verdictOf } from '../../mock-sts/checks/result.ts'
import { named, type table, tableOf } from './client-defect-table.ts'
import { faultyClient, pemOf } from './faulty-client.ts'
import { likePlain, trafficOf } from './trial-traffic.ts'

const ofRequests: readonly (keyof typeof table)[] = [
  'ignores the nonce',
  'aud is the token endpoint',
  'wrong typ',
  'assertion of 60 s',
  'RS256',
  'Bearer for a bound token',
  'proof without ath',
  'one proof for all calls',
  'client secret',
  'private key in jwk',
  'two organisation structures',
  'another key for the API',
  'no proof for the API',
]

describe('check client', () => {
  it.each(ofRequests)('reports the defect "%s" and nothing else', async (defect) => {
    const { failed = [], warned = [], options } = tableOf(defect)
    const found = await named(defect, options)
    expect({ failed: found.failed, warned: found.warned }).toEqual({ failed, warned })
    // If the plain trial does not succeed, nothing else is judged.
    expect(found.results.find(({ id }) => id === 'calls-succeed')?.outcome).toBe('not reached')
  })
})

// Each trial waits for a token to expire.
describe.concurrent('check client with trials that take seconds', () => {
  it.each<keyof typeof table>([
    'caches past expiry',
    'never caches',
    'reuses jti',
    'stale JWKS',
    'prints its key as PEM',
    'token in another header too',
    'token in the address too',
    'reads the metadata each time',
  ])('reports the defect "%s"', async (defect) => {
    const { failed = [], warned = [] } = tableOf(defect)
    const found = await named(defect, { only: ['token-runs-out', 'keys-change', 'key-retired', 'token-of-a-minute'] })
    expect({ failed: found.failed, warned: found.warned }).toEqual({ failed, warned })
  })
})

// Each defect in the trial that shows it; long/ runs them in all trials.
describe.concurrent('check client with a single trial', () => {
  it.each<[keyof typeof table, string]>([
    ['loops on the nonce', 'endless-nonce-challenge'],
    ['retries invalid_client', 'invalid-client'],
    ['ignores rejected_scope', 'rejected-scope'],
    ['renews on 403', 'api-forbidden'],
    ['takes a Bearer token', 'bearer-instead-of-dpop'],
    ['sends a Bearer token under DPoP', 'bearer-instead-of-dpop'],
    ['repeats any error with a nonce', 'nonce-on-other-errors'],
    ['htu with the query', 'address-with-query'],
    ['forgets the nonce of the API', 'api-nonce-on-success'],
    ['has a fixed token endpoint', 'metadata-down'],
    ['takes any metadata', 'metadata-wrong-issuer'],
    ['hammers HelseID on 500', 'server-error'],
    ['ignores Retry-After of 429', 'too-many-requests'],
    ['prints its key', 'token-of-a-minute'],
  ])('reports the defect "%s" in the trial %s', async (defect, trial) => {
    const { failed = [], warned = [] } = tableOf(defect)
    const found = await named(defect, { only: [trial] })
    expect({ failed: found.failed, warned: found.warned }).toEqual({ failed, warned })
  })

  it('reports nothing of a client that refuses an API address with a query, as HelseID.Library does, but a warning', async () => {
    const app: App = async (settings, signal) => {
      if (new URL(settings.apiUrl).search !== '') return { code: 1, output: 'an address must not have a query' }
      return faultyClient()(settings, signal)
    }
    const results = await checkClient({ app, only: ['address-with-query', 'token-type-case'], timeLimit: 60 })
    const notPassed = results.filter(({ outcome }) => outcome !== 'passed')
    expect(notPassed).toMatchObject([
      { id: 'address-with-query', outcome: 'warned', source: expect.stringContaining('HelseID.Library refuses') },
    ])
  })

  it('fails withheld-scope-reported for a multi-tenant client only', async () => {
    const options = { only: ['rejected-scope'], tenancy: 'multi-tenant' } as const
    const { failed, warned } = await named('ignores rejected_scope', options)
    expect({ failed, warned }).toEqual({ failed: ['withheld-scope-reported'], warned: ['organization-present'] })
  })

  it('does not run the trials about the metadata for a client with a fixed token endpoint, and does not count them', async () => {
    const { results } = await named('has a fixed token endpoint', { only: ['metadata-down', 'metadata-wrong-issuer'] })
    const unreached = results.filter(({ outcome }) => outcome === 'not reached')
    expect(unreached.map(({ id, required }) => [id, required])).toEqual([
      ['foreign-metadata-refused', false],
      ['metadata-down', false],
      ['metadata-wrong-issuer', false],
    ])
    expect(verdictOf(results)).toBe('passed')
  })

  it('is incomplete, which is exit code 3, if a scenario acted on no request of a client that fails for another reason', async () => {
    let runs = 0
    const app: App = async (...run) => (runs++ === 0 ? faultyClient()(...run) : { code: 1, output: 'no network' })
    const results = await checkClient({ app, only: ['invalid-client'], timeLimit: 60 })
    expect(results.find(({ id }) => id === 'invalid-client')).toMatchObject({
      outcome: 'not reached',
      because: 'The client sent no request on which the scenario acts.',
    })
    expect(verdictOf(results)).toBe('incomplete')
  })

  it('warns that a client had not given up within a short time limit', async () => {
    const { failed, warned, results } = await named('waits for HelseID without end', {
      only: ['no-answer'],
      timeLimit: 3,
    })
    expect({ failed, warned }).toEqual({ failed: [], warned: ['no-answer'] })
    expect(results.find(({ id }) => id === 'no-answer')?.findings).toMatchObject([
      { seen: 'had not given up after 3 s' },
    ])
  })

  it('shows a client other answers than the plain trial in the trials that once were like it', async () => {
    const only = ['nonce-on-other-errors', 'key-retired', 'api-nonce-on-success', 'rejected-scope', 'large-token']
    const traffic = await trafficOf({ only })
    expect([traffic.size, likePlain(traffic)]).toEqual([1 + only.length, []])
  })

  it('fails the trial of a client that swallows its failure', async () => {
    const { failed, warned } = await named('swallows failures', { only: ['invalid-client'] })
    expect({ failed, warned }).toEqual({ failed: ['invalid-client'], warned: [] })
  })
})

describe('check client of a client that uses Bearer tokens', () => {
  const bearer = { bearer: true, only: ['invalid-client', 'token-runs-out'] } as const

  it('warns that new clients must use DPoP, and reports nothing else', async () => {
    const { failed, warned, results } = await named(undefined, {
      ...bearer,
      app: faultyClient(undefined, { bearer: true }),
    })
    expect({ failed, warned }).toEqual({ failed: [], warned: ['dpop-used'] })
    expect(results.filter(({ outcome }) => outcome === 'not reached')).toEqual([])
  })

  it('reports an expired token, whose age no proof shows', async () => {
    const app = faultyClient('caches past expiry', { bearer: true })
    expect((await named(undefined, { ...bearer, app })).failed).toEqual(['token-renewed'])
  })

  it('fails a client that sends a proof: its API requires Bearer', async () => {
    const { failed, results } = await named(undefined, { bearer: true, only: [] })
    expect(failed).toEqual(['calls-succeed'])
    expect(JSON.stringify(results)).toContain('this endpoint requires the scheme Bearer, not DPoP')
  })

  it('has no trials about DPoP', async () => {
    const checked = named(undefined, { bearer: true, only: ['api-nonce-challenge'] })
    await expect(checked).rejects.toThrow(
      'unknown trial for a client that uses Bearer tokens api-nonce-challenge: use ',
    )
  })
})

it('a client that prints its key fails key-not-printed, and the report does not contain the key', async () => {
  const app: App = async ({ jwk }) => ({ code: 1, output: JSON.stringify(jwk) })
  const results = await checkClient({ app, only: ['calls-succeed'] })
  const end = await checkClient({
    app: async ({ jwk }) => ({ code: 1, output: `key ${jwk.q}` }),
    only: ['calls-succeed'],
  })
  expect(results.find(({ id }) => id === 'key-not-printed')?.outcome).toBe('failed')
  expect(end.find(({ id }) => id === 'calls-succeed')?.findings[0]?.seen).toContain('key [private]')
})

it('a key that is printed before 200,000 other characters is still found', async () => {
  const print = 'process.stdout.write(process.env.HELSEID_CLIENT_JWK + "x".repeat(200_000))'
  const app = commandApp(`"${process.execPath}" -e '${print}'`)
  const results = await checkClient({ app, only: ['calls-succeed'] })
  expect(results.find(({ id }) => id === 'key-not-printed')?.outcome).toBe('failed')
})

it('a client that prints its key as PEM fails key-not-printed, and the report does not contain the key', async () => {
  const app: App = async ({ jwk }) => ({ code: 1, output: `no luck with ${pemOf(jwk)}` })
  const results = await checkClient({ app, only: ['calls-succeed'] })
  expect(results.find(({ id }) => id === 'key-not-printed')?.outcome).toBe('failed')
  expect(JSON.stringify(results)).not.toMatch(/[A-Za-z0-9+/]{60}/)
})

describe('the fix of a finding', () => {
  const fixOf = async (id: string, app: App, more: Partial<ClientCheckOptions> = {}) => {
    const results = await checkClient({ app, only: ['calls-succeed'], ...more })
    return results.find((result) => result.id === id)?.findings[0]
  }

  it('names the key to use for a proof that is signed by another key', async () => {
    const fix = expect.stringContaining('the same key as in the token request')
    expect(await fixOf('api-proof-key', faultyClient('another key for the API'))).toMatchObject({ fix })
  })

  it('names the DPoP header for a call without a proof', async () => {
    const fix = expect.stringContaining('in the DPoP header')
    expect(await fixOf('api-proof-missing', faultyClient('no proof for the API'))).toMatchObject({ fix })
  })

  it('names HELSEID_CALLS for missing calls', async () => {
    const app: App = (settings, signal) => faultyClient()({ ...settings, calls: 1 }, signal)
    const fix = expect.stringContaining('HELSEID_CALLS times')
    expect(await fixOf('calls-succeed', app)).toMatchObject({ seen: '1 of 3 calls, and exit code 0', fix })
  })

  it('names the exit code if it is not 0 after all calls succeeded', async () => {
    const app: App = async (settings, signal) => ({ ...(await faultyClient()(settings, signal)), code: 3 })
    const fix = expect.stringContaining('Exit with 0')
    expect(await fixOf('calls-succeed', app)).toMatchObject({ seen: '3 of 3 calls, and exit code 3', fix })
  })

  it('names --timeout for a client that starts too slowly', async () => {
    const found = await fixOf('calls-succeed', untilEnded, { timeLimit: 0.2 })
    expect(found).toMatchObject({
      seen: 'stopped after 0.2 s, without sending a request',
      fix: expect.stringContaining('--timeout'),
    })
  })

  it('names the certificate authority for a client that could not reach the twin over TLS', async () => {
    const app: App = async () => ({ code: 1, output: 'self-signed certificate in certificate chain' })
    expect(await fixOf('calls-succeed', app, { tls: true })).toMatchObject({
      seen: '0 of 3 calls, and exit code 1; output: self-signed certificate in certificate chain',
      fix: 'No request reached the twin: make the client trust the certificate authority in HELSEID_CA_FILE',
    })
  })

  it('names the settings for a client that should be started separately but was not', async () => {
    const found = await checkClient({ app: undefined, startWithin: 0.2 })
    expect(found.find(({ id }) => id === 'calls-succeed')?.findings).toMatchObject([
      { seen: 'no request within 0.2 s', fix: expect.stringContaining('settings') },
    ])
  })
})

describe('what the plain trial says when it does not succeed', () => {
  const checked = async (app: App, only = ['calls-succeed', 'invalid-client']) => {
    const results = await checkClient({ app, only })
    return (id: string) => results.find((result) => result.id === id)
  }

  it('does not blame a printed key for calls that the client never made', async () => {
    const find = await checked(async ({ jwk }) => ({ code: 1, output: JSON.stringify(jwk) }))
    expect(find('calls-succeed')).toMatchObject({
      outcome: 'failed',
      findings: [{ seen: expect.stringMatching(/^0 of 3 calls/) }],
    })
  })

  it('names the failure to fix first, and says that another mistake can show after it', async () => {
    const find = await checked(faultyClient('aud is the token endpoint'))
    expect(find('calls-succeed')?.because).toBe(
      'It ran, but says nothing yet: fix aud-is-issuer first, after which another mistake can show.',
    )
    expect(find('invalid-client')?.because).toBe(
      'Did not run, because the plain trial comes first and does not succeed: fix aud-is-issuer.',
    )
    expect(find('nonce-answered')?.because).toBe(
      'HelseID refused its requests for another reason before it sent a nonce.',
    )
  })

  it('names the documents of a rule, without a bare status behind them', async () => {
    const find = await checked(faultyClient('aud is the token endpoint'))
    expect(find('aud-is-issuer')?.source).not.toMatch(/\((?:confirmed|likely|unknown)\)|https:/)
  })

  it('advises to repeat a call with the nonce of the API', async () => {
    const find = await checked(faultyClient('ignores the nonce of the API'), ['api-nonce-challenge'])
    expect(find('api-nonce-challenge')?.findings[0]?.fix).toMatch(
      /^A good client resends the request .* contains the nonce/,
    )
  })

  it('refuses a command that cannot be started', async () => {
    const app = commandApp('/no/such/client --flag')
    await expect(checkClient({ app })).rejects.toThrow(
      /^the command cannot be started: .*\/no\/such\/client.*not found/,
    )
  })
})

it('the groups rules and API requests are not reached if the client sent no requests', async () => {
  const results = await checkClient({ app: untilEnded, timeLimit: 0.2, only: [] })
  const whole = results.filter(({ id }) => id === 'rules' || id === 'api-requests')
  expect(whole).toMatchObject([
    { outcome: 'not reached', because: 'The client sent no request to the token endpoint.' },
    { outcome: 'not reached', because: 'The client sent no request to the API.' },
  ])
})

/** A client that does nothing until it is stopped. */
const untilEnded: App = (_settings, signal) =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve({ output: '' })))
