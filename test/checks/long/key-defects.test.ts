/** Rows D27 to D30: an API starts while its issuer's keys or metadata are unavailable, and the keys change while it runs. */
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkApi } from '../../../mock-sts/checks/api/check-api.ts'
import type { Limits } from '../../../mock-sts/checks/api/limits.ts'
import { freePort } from '../../free-port.ts'
import { type ApiSettings, type KeyDefect, startFaultyApi } from '../faulty-api.ts'

const audience = 'nhn:example'
const scope = 'nhn:example/read'
/** Far more than an API needs, even on a busy machine. */
const generous: Limits = { notice: 20, start: 30, refusal: 15, recovery: 30 }
/** For a defect that is only noticed when the limit has passed: the shorter, the sooner. */
const soon = { notice: 1, recovery: 1 }

let twin: StartedMockSts
beforeAll(async () => {
  twin = await startMockSts({ port: 0 })
})
afterAll(() => twin.close())

interface Checked {
  readonly keysFrom?: ApiSettings['keysFrom']
  readonly limits?: Partial<Limits>
}

/** The rows with findings, and the ids of the rows that were not reached. */
async function checked(defect?: KeyDefect, { keysFrom = 'address', limits }: Checked = {}) {
  await using session = await twin.createSession()
  const port = await freePort()
  const settings = { issuer: session.issuer('test'), otherIssuer: session.issuer('prod'), audience, scope }
  const results = await checkApi({
    ...settings,
    target: { url: `http://127.0.0.1:${port}/hello`, method: 'GET', audience, scope, status: 200, scheme: 'DPoP' },
    mint: (options) => session.mint(options),
    keys: { ring: session.keys('test'), cacheTime: 0 },
    async start() {
      const api = startFaultyApi({ ...settings, port, keysFrom }, defect)
      return { [Symbol.asyncDispose]: async () => (await api)[Symbol.asyncDispose]() }
    },
    failing: {
      use: (scenario, parameters) => session.use(scenario, parameters && { parameters }),
      clear: () => session.reset(),
      metadataRead: () => session.requestsTo('metadata').length > 0,
    },
    limits: { ...generous, ...limits },
  })
  const notPassed = results.filter(({ outcome }) => !['passed', 'not reached'].includes(outcome))
  const found = notPassed.map(({ id, findings }) => [id, ...findings.map(({ where, seen }) => [where, seen].join(' '))])
  const unreached = results.filter(({ outcome }) => outcome === 'not reached').map(({ id }) => id)
  return { found, unreached }
}

describe('a sound API', () => {
  it('passes, and D30 is not reached because it does not fetch the metadata', async () => {
    expect(await checked()).toEqual({ found: [], unreached: ['D09', 'D25', 'D37', 'D38', 'D30'] })
  })

  it('passes D30 too if it fetches the metadata', async () => {
    expect(await checked(undefined, { keysFrom: 'metadata' })).toEqual({
      found: [],
      unreached: ['D09', 'D25', 'D37', 'D38'],
    })
  })
})

describe('check api', () => {
  it.each<[KeyDefect, Checked, readonly unknown[]]>([
    ['accepts what it cannot verify', {}, [['D29', 'jwks-unreachable 200', 'jwks-slow 200', 'jwks-html 200']]],
    ['waits for the keys without a timeout', { limits: { refusal: 5 } }, [['D29', 'jwks-slow none']]],
    ['accepts the metadata of any issuer', { keysFrom: 'metadata' }, [['D30', 'metadata-wrong-issuer 200']]],
    ['keeps removed keys', {}, [['D28', ' 200']]],
    [
      'fetches the keys only once',
      { limits: soon },
      [
        ['D27', ' still 401'],
        ['D28', ' 200'],
        ['D29', 'jwks-unreachable a refusal', 'jwks-slow a refusal', 'jwks-empty a refusal', 'jwks-html a refusal'],
      ],
    ],
  ])('reports an API with the defect "%s"', async (defect, options, expected) => {
    expect((await checked(defect, options)).found).toEqual(expected)
  })
})
