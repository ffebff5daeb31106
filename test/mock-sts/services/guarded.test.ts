/** What the control token guards outside the control plane: test tokens, client drafts and metrics. */
import { createHmac } from 'node:crypto'
import { publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock, type MockOptions, serviceKey } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { draftLifetime } from '../../../mock-sts/clients/client-draft.ts'
import { limits } from '../../../mock-sts/limits.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const controlToken = 'a-control-token'
const derived = createHmac('sha256', controlToken).update('helseid-mock service key').digest('base64url')
const draft = {
  organizationNumber: '994598759',
  publicJwk: publicJwk(keyRing.ec),
  apiScopes: ['nhn:msh/api'],
  postClientConfirmationRedirectUri: 'http://localhost/done',
}
const services = [
  ['X-Auth-Key', '/ttt/v2/create-test-token-with-key', { audience: 'nhn:x' }],
  ['api-key', '/selvbetjening/test/v1/client-drafts', draft],
] as const

describe.each(services)('the header %s', (header, path, body) => {
  const post = async (key: string, options: MockOptions) => {
    const headers = { [header]: key, 'content-type': 'application/json' }
    const request = new Request(`http://localhost:8080${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return createHelseIdMock(options).handle(request)
  }

  it.each(['any', derived.slice(1), `${controlToken}x`, 'x'.repeat(5000)])(
    'is refused as %s where a control token is set',
    async (key) => {
      const answer = await post(key, { controlToken })
      expect(answer.status).toBe(401)
      expect(((await answer.json()) as { detail: string }).detail).toMatch(/is wrong\..*helseid-mock service-key/)
    },
  )

  it('is the control token or the key derived from it', async () => {
    expect(serviceKey(controlToken)).toBe(derived)
    for (const key of [controlToken, derived]) expect((await post(key, { controlToken })).status).toBe(200)
  })

  it('is anything where no control token is set', async () => {
    expect((await post('any', {})).status).toBe(200)
  })
})

it.each([{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }])(
  'a page of another origin cannot draft a client: %j',
  async (browser) => {
    const post = async (options: MockOptions, more: Record<string, string>) => {
      const headers = { 'api-key': 'any', 'content-type': 'application/json', ...more }
      const url = 'http://localhost:8080/selvbetjening/test/v1/client-drafts'
      const request = new Request(url, { method: 'POST', headers, body: JSON.stringify(draft) })
      return createHelseIdMock(options).handle(request)
    }
    const refused = await post({}, browser as Record<string, string>)
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('--allow-origin')])
    const page = { origin: 'http://localhost:5173' }
    expect((await post({ allowOrigins: [page.origin] }, page)).status).toBe(200)
  },
)

it('the derived key does not open the control plane', async () => {
  const headers = { authorization: `Bearer ${derived}` }
  const request = new Request('http://localhost:8080/_mock/clients', { headers })
  expect((await createHelseIdMock({ controlToken }).handle(request)).status).toBe(401)
})

it('/metrics requires the control token, and health does not', async () => {
  const twin = createHelseIdMock({ controlToken })
  const get = async (path: string, headers = {}) =>
    (await twin.handle(new Request(`http://localhost:8080${path}`, { headers }))).status
  expect(await get('/metrics')).toBe(401)
  expect(await get('/metrics', { authorization: `Bearer ${controlToken}` })).toBe(200)
  for (const path of ['/healthz', '/isalive', '/readyz']) expect(await get(path)).toBe(200)
})

describe('unconfirmed client drafts', () => {
  const start = Date.UTC(2026, 10, 23)
  async function drafting() {
    let now = start
    const twin = createHelseIdMock({ now: () => now })
    const at = (path: string, init: RequestInit = {}) =>
      twin.handle(new Request(`http://localhost:8080/selvbetjening/test${path}`, init))
    const create = async () => {
      now += 1000
      const init = {
        method: 'POST',
        headers: { 'api-key': 'any', 'content-type': 'application/json' },
        body: JSON.stringify(draft),
      }
      return ((await (await at('/v1/client-drafts', init)).json()) as { clientId: string }).clientId
    }
    const clients = async () =>
      (
        (await (await twin.handle(new Request('http://localhost/_mock/clients'))).json()) as {
          clients: { clientId: string }[]
        }
      ).clients.map(({ clientId }) => clientId)
    return {
      create,
      clients,
      confirm: (id: string) => twin.confirmClient(id),
      wait: (time: number) => {
        now += time
      },
    }
  }

  it('are bounded in number: the oldest goes first, confirmed clients stay', async () => {
    const { create, clients, confirm } = await drafting()
    const confirmed = await create()
    await confirm(confirmed)
    const first = await create()
    const later: string[] = []
    for (let count = 0; count < limits.drafts.value; count++) later.push(await create())
    const known = await clients()
    expect(known).not.toContain(first)
    expect(known.sort()).toEqual([confirmed, ...later].sort())
  })

  it('are dropped some time after they have expired, when another is drafted', async () => {
    const { create, clients, wait } = await drafting()
    await create()
    wait((draftLifetime + 1) * 1000)
    const later = await create()
    expect(await clients()).toEqual([later])
  })
})

it('the derived key gets a test token', async () => {
  const headers = { 'X-Auth-Key': serviceKey(controlToken) }
  const body = JSON.stringify({ audience: 'nhn:x' })
  const url = 'http://localhost:8080/ttt/v2/create-test-token-with-key'
  const answer = await createHelseIdMock({ controlToken }).handle(new Request(url, { method: 'POST', headers, body }))
  expect(answer.status).toBe(200)
})
