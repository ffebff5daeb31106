/** Rows D27 to D30: an API starts while its issuer's keys or metadata are unavailable, and the keys change while it runs. */
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkApi } from '../../../mock-sts/checks/api/check-api.ts'
import type { Limits } from '../../../mock-sts/checks/api/limits.ts'
import { freePort } from '../../free-port.ts'
import { type ApiSettings, type KeyDefect, startFaultyApi } from '../faulty-api.ts'

const audience = 'nhn:example'
const scope = 'nhn:example/read'
/** Short, so that a failing API is detected soon; the sound one needs a fraction of this. */
const limits: Limits = { notice: 1, start: 10, refusal: 1.5, recovery: 3 }

let twin: StartedMockSts
beforeAll(async () => {
  twin = await startMockSts({ port: 0 })
})
afterAll(() => twin.close())

/** The rows with findings, and the ids of the rows that were not reached. */
async function checked(defect?: KeyDefect, keysFrom?: ApiSettings['keysFrom']) {
  await using session = await twin.createSession()
  const port = await freePort()
  const settings = { issuer: session.issuer('test'), otherIssuer: session.issuer('prod'), audience, scope }
  const results = await checkApi({
    ...settings,
    target: { url: `http://127.0.0.1:${port}/hello`, method: 'GET', audience, scope, status: 200, scheme: 'DPoP' },
    mint: (options) => session.mint(options),
    keys: { ring: session.keys('test'), cacheTime: 0 },
    async start() {
      const api = startFaultyApi({ ...settings, port, ...(keysFrom && { keysFrom }) }, defect)
      return { [Symbol.asyncDispose]: async () => (await api)[Symbol.asyncDispose]() }
    },
    failing: {
      use: (scenario, parameters) => session.use(scenario, parameters && { parameters }),
      clear: () => session.reset(),
      metadataRead: () => session.requestsTo('metadata').length > 0,
    },
    limits,
  })
  const notPassed = results.filter(({ outcome }) => !['passed', 'not reached'].includes(outcome))
  const found = notPassed.map(({ id, findings }) => [id, ...findings.map(({ where, seen }) => [where, seen].join(' '))])
  const unreached = results.filter(({ outcome }) => outcome === 'not reached').map(({ id }) => id)
  return { found, unreached }
}

describe('a sound API', () => {
  it('passes, and D30 is not reached because it does not fetch the metadata', async () => {
    expect(await checked()).toEqual({ found: [], unreached: ['D09', 'D25', 'D37', 'D38', 'D30'] })
  }, 30_000)

  it('passes D30 too if it fetches the metadata', async () => {
    expect(await checked(undefined, 'metadata')).toEqual({ found: [], unreached: ['D09', 'D25', 'D37', 'D38'] })
  }, 30_000)
})

describe('check api', () => {
  it.each<[KeyDefect, ApiSettings['keysFrom'], readonly unknown[]]>([
    ['accepts what it cannot verify', 'address', [['D29', 'jwks-unreachable 200', 'jwks-slow 200', 'jwks-html 200']]],
    ['waits for the keys without a timeout', 'address', [['D29', 'jwks-slow none']]],
    ['accepts the metadata of any issuer', 'metadata', [['D30', 'metadata-wrong-issuer 200']]],
    ['keeps removed keys', 'address', [['D28', ' 200']]],
    [
      'fetches the keys only once',
      'address',
      [
        ['D27', ' still 401'],
        ['D28', ' 200'],
        ['D29', 'jwks-unreachable a refusal', 'jwks-slow a refusal', 'jwks-empty a refusal', 'jwks-html a refusal'],
      ],
    ],
  ])(
    'reports an API with the defect "%s"',
    async (defect, keysFrom, expected) => {
      expect((await checked(defect, keysFrom)).found).toEqual(expected)
    },
    60_000,
  )
})
