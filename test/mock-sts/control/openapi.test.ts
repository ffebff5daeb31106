/** The control plane through a client generated from its OpenAPI document: calls every operation and validates every response. */
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { AxiosResponse } from 'axios'
import { stsNames } from 'helseid-contract'
import { publicJwk } from 'helseid-contract/rules'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { type OpenAPIClient, OpenAPIClientAxios } from 'openapi-client-axios'
import { afterAll, beforeAll, expect, it } from 'vitest'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

let twin: StartedMockSts
let document: { paths: Record<string, Record<string, Operation>>; components: object; servers: unknown }
let client: OpenAPIClient & Record<string, (...args: unknown[]) => Promise<AxiosResponse>>
const exercised = new Set<string>()
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })

interface Operation {
  readonly operationId: string
  readonly responses: Record<string, { content?: Record<string, { schema: object }> }>
}

beforeAll(async () => {
  twin = await startMockSts({ port: 0, tls: false })
  document = (await (await fetch(`${twin.origin}/_mock/openapi.json`)).json()) as typeof document
  ajv.addSchema(document, 'openapi', undefined, false)
  const api = new OpenAPIClientAxios({
    definition: document as never,
  })
  client = (await api.init()) as never
})
afterAll(() => twin.close())

/** Calls an operation by its id and validates the response against the document. */
async function call(
  operationId: string,
  { path = {}, query = {}, body, status }: { path?: object; query?: object; body?: unknown; status: number },
): Promise<never> {
  exercised.add(operationId)
  const response = await (client[operationId] as NonNullable<(typeof client)[string]>)({ ...path, ...query }, body, {
    validateStatus: () => true,
  })
  expect([operationId, response.status]).toEqual([operationId, status])
  const operation = Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .find((other) => other.operationId === operationId)
  const answer = operation?.responses[String(status)]
  expect(answer, `${operationId} does not document ${status}`).toBeDefined()
  const type = String(response.headers['content-type'] ?? '').split(';')[0] ?? ''
  const schema = answer?.content?.[type]?.schema
  if (status === 204) expect(response.data).toBe('')
  else expect(schema, `${operationId} does not document ${type}`).toBeDefined()
  if (schema !== undefined && type.includes('json')) {
    const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')))
    expect(validate(response.data) ? [] : validate.errors).toEqual([])
  }
  return response.data as never
}

const registration = { clientId: 'one', jwks: { keys: [publicJwk(keyRing.ec)] }, scopes: ['nhn:one/api'] }

it('every operation answers as its schema says', async () => {
  await call('registerClient', { body: registration, status: 201 })
  expect(await call('getClient', { path: { id: 'one' }, status: 200 })).toEqual(registration)
  expect(await call('listClients', { status: 200 })).toEqual({
    clients: [{ ...registration, sts: stsNames }],
    lastUsed: [],
  })
  await call('registerApi', { body: { audience: 'nhn:one', tokenLifetime: 60 }, status: 201 })
  expect(await call('listApis', { status: 200 })).toEqual({ apis: [{ audience: 'nhn:one', tokenLifetime: 60 }] })

  await call('useScenario', { body: { name: 'slow-answer', parameters: { seconds: 0 }, times: 1 }, status: 201 })
  expect(await call('listScenarios', { status: 200 })).toMatchObject({ inUse: [{ sequence: ['slow-answer'] }] })
  const { inUse } = (await call('useScenario', { body: { name: 'server-error' }, status: 201 })) as {
    inUse: { id: string }[]
  }
  await call('stopScenario', { path: { id: inUse[0]?.id }, status: 204 })
  await call('stopScenario', { path: { id: inUse[0]?.id }, status: 404 })
  await call('clearScenarios', { status: 204 })

  const form = new URLSearchParams({ client_id: 'one', grant_type: 'client_credentials' })
  await fetch(`${twin.issuer('test')}/connect/token`, { method: 'POST', body: form })
  const { requests } = (await call('listRequests', { query: { count: 1, wait: 5 }, status: 200 })) as {
    requests: { id: string; clientId: string }[]
  }
  expect(requests).toMatchObject([{ clientId: 'one', endpoint: 'token', outcome: 'refused' }])
  const id = requests[0]?.id
  expect(await call('getRequest', { path: { id }, status: 200 })).toMatchObject({
    id,
    verdict: { outcome: 'refused' },
    received: { requestLine: 'POST /test/connect/token HTTP/1.1', body: String(form) },
  })
  expect(await call('getRawRequest', { path: { id }, status: 200 })).toMatch(
    /^POST \/test\/connect\/token HTTP\/1\.1\r\n[\s\S]*\r\n\r\nclient_id=one&grant_type=client_credentials$/,
  )
  expect(await call('getSignedCurl', { path: { id }, status: 409 })).toMatchObject({ status: 409 })
  expect(await call('listFlows', { query: { text: 'ONE', limit: 5 }, status: 200 })).toMatchObject({
    flows: [{ id, outcome: 'refused', statuses: [400] }],
    matching: 1,
  })
  expect(await call('getFlow', { path: { id }, status: 200 })).toMatchObject({ id, requests: [{ id, flow: id }] })
  await call('clearRequests', { status: 204 })
  expect(await call('listRequests', { status: 200 })).toEqual({ requests: [], dropped: 0 })

  const minted = (await call('mintToken', {
    body: { scopes: ['nhn:one/api'], proof: { url: 'https://api.example/x' }, broken: ['expired-token'] },
    status: 201,
  })) as { accessToken: string; proof: string }
  expect([minted.accessToken.split('.'), minted.proof.split('.')].map(({ length }) => length)).toEqual([3, 3])

  expect(await call('listTokens', { status: 200 })).toEqual({ tokens: [] })
  await call('endToken', { path: { id: 'NONE' }, status: 404 })

  await call('getClock', { status: 200 })
  expect(await call('moveClock', { body: { freeze: '2027-01-01T00:00:00Z' }, status: 200 })).toMatchObject({
    now: '2027-01-01T00:00:00.000Z',
  })
  await call('moveClock', { body: { reset: true }, status: 200 })

  expect(await call('changeKeys', { body: { do: 'rotate' }, status: 201 })).toMatchObject({
    keys: [{ state: 'published' }, { state: 'active' }],
  })
  const { keys } = (await call('listKeys', { query: { sts: 'test1' }, status: 200 })) as { keys: { kid: string }[] }
  await call('changeKeys', { body: { do: 'retire', kid: keys[0]?.kid }, status: 200 })

  const session = (await call('createSession', { body: { profile: 'next' }, status: 201 })) as { id: string }
  expect(await call('listSessions', { status: 200 })).toEqual({ sessions: [session.id] })
  expect(await call('getSession', { path: { id: session.id }, status: 200 })).toEqual(session)
  await call('endSession', { path: { id: session.id }, status: 204 })

  const { rules } = (await call('listRules', { status: 200 })) as { rules: { id: string; asks?: string }[] }
  expect(rules.length).toBeGreaterThan(100)
  expect(rules.find((rule) => rule.id === 'aud-is-issuer')).toMatchObject({
    at: 'assertion.claims.aud',
    answer: { to: 'body', error: 'invalid_client' },
  })
  expect(rules.find((rule) => rule.id === 'aud-is-issuer')).not.toHaveProperty('asks')
  expect(rules.find((rule) => rule.id === 'key-not-expired')?.asks).toBe('key')
  expect(rules.find((rule) => rule.id === 'client-enabled')?.asks).toBe('registration')
  expect(rules.find((rule) => rule.id === 'jti-once')?.asks).toBe('memory')
  await call('getOverview', { status: 200 })
  const text = `curl ${twin.issuer('test')}/connect/token -d grant_type=client_credentials -d client_id=one`
  expect(await call('explain', { body: { text }, status: 200 })).toMatchObject({
    explanations: [{ what: 'token request', clientId: 'one' }],
  })
  // Its answer does not end: events.test.ts reads it.
  exercised.add('streamEvents')
  expect(await call('getOpenApi', { status: 200 })).toEqual(document)
  await call('getCaCertificate', { status: 404 })
  const draft = { redirectUri: 'https://vendor.example/confirmed' }
  await call('registerClient', { body: { ...registration, clientId: 'drafted', enabled: false, draft }, status: 201 })
  const confirmed = { clientId: 'drafted', enabled: true, draft: { ...draft, decision: 'confirmed' } }
  expect(await call('confirmClient', { path: { id: 'drafted' }, status: 200 })).toMatchObject(confirmed)
  await call('confirmClient', { path: { id: 'drafted' }, status: 409 })
  await call('removeClient', { path: { id: 'one' }, status: 204 })
  await call('reset', { status: 204 })

  const all = Object.values(document.paths).flatMap((methods) => Object.values(methods))
  expect([...exercised].sort()).toEqual(all.map(({ operationId }) => operationId).sort())
})

it.each([
  ['getRequest', { id: 'none' }],
  ['getRawRequest', { id: 'none' }],
  ['getSignedCurl', { id: 'none' }],
  ['getFlow', { id: 'none' }],
  ['getClient', { id: 'none' }],
  ['removeClient', { id: 'none' }],
  ['confirmClient', { id: 'none' }],
  ['getSession', { id: 'none' }],
  ['endSession', { id: 'none' }],
])('%s answers 404 with problem details for an unknown id', async (operationId, path) => {
  expect(await call(operationId, { path, status: 404 })).toMatchObject({ status: 404, detail: /./ })
})

it('the OpenAPI document passes the recommended rules of Redocly', async () => {
  const problems = await lintFromString({
    source: JSON.stringify(document),
    config: await createConfig({
      extends: ['recommended'],
      rules: {
        // The server is the twin itself, which listens on localhost.
        'no-server-example.com': 'off',
        // Otherwise the rule closes each condition (`then`), too; examples.test.ts uses the schemas as they are.
        'no-invalid-media-type-examples': { severity: 'error', allowAdditionalProperties: true },
      },
    }),
  })
  expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([])
})
