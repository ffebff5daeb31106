/** What generated clients need of the OpenAPI document, and that the twin accepts and refuses what the document does. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { openApiDocument } from '../../../mock-sts/control/openapi.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

type Node = Readonly<Record<string, unknown>>

const { paths, components } = JSON.parse(JSON.stringify(openApiDocument)) as {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}
interface Operation {
  readonly operationId: string
  readonly requestBody?: Content
  readonly responses: Readonly<Record<string, Content>>
}
interface Content {
  readonly content: Readonly<Record<string, { readonly schema: Schema }>>
}
interface Schema extends Node {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly oneOf?: readonly Schema[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
}
const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
const { schemas } = components

/** Every object below `node`, with its path. */
function nodes(node: unknown, at = ''): [at: string, node: Node][] {
  if (typeof node !== 'object' || node === null) return []
  const below = Object.entries(node).flatMap(([name, child]) => nodes(child, `${at}/${name}`))
  return Array.isArray(node) ? below : [[at, node as Node], ...below]
}
const refsIn = (node: unknown) =>
  nodes(node).flatMap(([, { $ref }]) => (typeof $ref === 'string' ? [$ref.replace('#/components/schemas/', '')] : []))

/** Names of the schemas that occur in request bodies. */
const sent = new Set(refsIn(operations.map(({ requestBody }) => requestBody)))
for (const name of sent) for (const inner of refsIn(schemas[name])) sent.add(inner)

const all = [...nodes(schemas, '#/components/schemas'), ...nodes(paths, '#/paths')]
const where = (wrong: (node: Node, at: string) => boolean) =>
  all.filter(([at, node]) => wrong(node, at)).map(([at]) => at)

describe('the OpenAPI document', () => {
  it('says int64 for every integer, because times in milliseconds overflow 32 bits, and double for every number', () => {
    const includes = ({ type }: Node, name: string) => [type].flat().includes(name)
    expect(where((node) => includes(node, 'integer') && node.format !== 'int64')).toEqual([])
    expect(where((node) => includes(node, 'number') && node.format !== 'double')).toEqual([])
  })

  it('describes one form of each member: no unions, and oneOf for nothing but a reference or null', () => {
    expect(where((node) => 'anyOf' in node || 'allOf' in node || 'not' in node)).toEqual([])
    const isReferenceOrNull = (oneOf: readonly Schema[]) =>
      oneOf.length === 2 && oneOf[0]?.$ref !== undefined && oneOf[1]?.type === 'null'
    expect(where(({ oneOf }) => oneOf !== undefined && !isReferenceOrNull(oneOf as Schema[]))).toEqual([])
    const types = ({ type }: Node) => (Array.isArray(type) ? type.filter((name) => name !== 'null') : [])
    expect(where((node) => types(node).length > 1)).toEqual([])
  })

  it('lets every optional member of a request body be null', () => {
    const takesNull = ({ type, oneOf }: Schema) => [type].flat().includes('null') || oneOf !== undefined
    const refusing = [...sent].flatMap((name) => {
      const { properties = {}, required = [] } = schemas[name] ?? {}
      const optional = Object.entries(properties).filter(([member]) => !required.includes(member))
      return optional.filter(([, schema]) => !takesNull(schema)).map(([member]) => `${name}.${member}`)
    })
    expect(sent.size).toBeGreaterThan(10)
    expect(refusing).toEqual([])
    expect(
      where(
        ({ type, enum: values }) =>
          [type].flat().includes('null') && values !== undefined && !(values as unknown[]).includes(null),
      ),
    ).toEqual([])
  })

  it('has no default, which a generated client would send', () => {
    expect(where((node, at) => 'default' in node && !at.endsWith('/properties'))).toEqual([])
  })

  it('has members of objects that take others as a schema, because some generators ignore true', () => {
    expect(where(({ additionalProperties }) => additionalProperties === true)).toEqual([])
    expect(where((node) => 'patternProperties' in node)).toEqual([])
  })

  it('has no schema with the name of a class that generators write themselves', () => {
    const taken =
      /^(Api|ApiClient|ApiException|ApiResponse|Client|AuthenticatedClient|Config|Configuration|Error|Exception|Key|Object|Options|Request|Response|Server|Session|Type)s?$/i
    expect(Object.keys(schemas).filter((name) => taken.test(name))).toEqual([])
  })

  it('has no two named enumerations with the same value, because Go has one namespace for all', () => {
    const values = Object.values(schemas).flatMap(({ enum: values = [] }) =>
      values.map((value) => String(value).toUpperCase().replace(/\W/g, '_')),
    )
    expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([])
  })

  it('has names of operations that are unique and start with a verb', () => {
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(
      ids.filter(
        (id) =>
          !/^(list|get|register|remove|confirm|clear|use|mint|move|change|create|end|reset|explain|stop|stream)([A-Z][A-Za-z]+)?$/.test(
            id,
          ),
      ),
    ).toEqual([])
  })

  it('describes requests as received as text, and the certificate as binary', () => {
    const contentOf = (path: string) => paths[path]?.get?.responses['200']?.content
    expect(contentOf('/requests/{id}/raw')).toMatchObject({ 'text/plain': { schema: { type: 'string' } } })
    expect(contentOf('/ca.pem')).toMatchObject({
      'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
    })
  })

  it('lists the members of a JWK, and allows others', () => {
    const { properties = {}, additionalProperties } = schemas.Jwk ?? {}
    expect(Object.keys(properties)).toEqual(
      expect.arrayContaining(['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use', 'x5c']),
    )
    expect(additionalProperties).toEqual({ description: 'any JSON value' })
  })

  it.each([
    ['http://localhost:8080', {}, 'http://localhost:8080/_mock'],
    ['http://127.0.0.1:4711', {}, 'http://127.0.0.1:4711/_mock'],
    ['http://twin:8080', { allowHosts: ['twin'] }, 'http://twin:8080/_mock'],
  ])('names the control plane at %s as its server, as an absolute URL', async (origin, options, url) => {
    const response = await createHelseIdMock(options).handle(new Request(`${origin}/_mock/openapi.json`))
    expect(((await response.json()) as { servers: unknown }).servers).toEqual([{ url }])
  })

  it('names the control plane of a session as its server', async () => {
    const session = await createHelseIdMock().createSession()
    const response = await session.handle(new Request(`${session.origin}/_mock/openapi.json`))
    expect(((await response.json()) as { servers: unknown }).servers).toEqual([{ url: `${session.origin}/_mock` }])
  })
})

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
ajv.addSchema({ ...openApiDocument }, 'openapi', undefined, false)
const origin = 'http://localhost:8080/_mock'
const headers = { 'content-type': 'application/json' }
const post = async (path: string, body: unknown, twin = createHelseIdMock()) =>
  twin.handle(new Request(origin + path, { method: 'POST', headers, body: JSON.stringify(body) }))

const jwks = { keys: [publicJwk(keyRing.ec)] }
const client = { clientId: 'one', scopes: ['nhn:one/api'] }
const known = (await (await createHelseIdMock().handle(new Request(`${origin}/keys`))).json()) as {
  keys: { kid: string }[]
}
const kid = known.keys[0]?.kid

/** Path, schema and body of requests that differ in what a member alone does not show. */
const bodies: [path: string, schema: string, body: unknown][] = [
  ['/clients', 'ClientRegistration', client],
  ['/clients', 'ClientRegistration', { ...client, jwks }],
  ['/clients', 'ClientRegistration', { ...client, jwks: null, certificates: null }],
  ['/clients', 'ClientRegistration', { ...client, jwks, certificates: [] }],
  ['/clients', 'ClientRegistration', { ...client, clientSecret: 's' }],
  ['/clients', 'ClientRegistration', { ...client, clientSecret: 's', legacyAuth: true }],
  ['/clients', 'ClientRegistration', { ...client, jwks, clientSecret: 's', legacyAuth: false }],
  ['/clients', 'ClientRegistration', { ...client, jwks, clientSecret: null, legacyAuth: false }],
  ['/clients', 'ClientRegistration', { ...client, jwks, legacyAuth: true }],
  ['/clients', 'ClientRegistration', { ...client, jwks, legacyAuth: true, clientSecret: null }],
  ['/scenarios', 'ScenarioUse', {}],
  ['/scenarios', 'ScenarioUse', { name: 'server-error' }],
  ['/scenarios', 'ScenarioUse', { name: 'server-error', sequence: null }],
  ['/scenarios', 'ScenarioUse', { name: 'server-error', sequence: ['server-error'] }],
  ['/scenarios', 'ScenarioUse', { sequence: ['server-error', null] }],
  ['/scenarios', 'ScenarioUse', { name: null, sequence: ['server-error'] }],
  ['/scenarios', 'ScenarioUse', { name: null, sequence: null }],
  ['/scenarios', 'ScenarioUse', { name: 'no-such' }],
  ['/scenarios', 'ScenarioUse', { sequence: ['no-such'] }],
  ['/tokens', 'MintOptions', { broken: ['expired-token'] }],
  ['/tokens', 'MintOptions', { broken: ['server-error'] }],
  ['/tokens', 'MintOptions', { broken: ['no-such'] }],
  ['/clock', 'ClockMove', {}],
  ['/clock', 'ClockMove', { set: null, advance: null }],
  ['/clock', 'ClockMove', { advance: {} }],
  ['/clock', 'ClockMove', { advance: { days: null } }],
  ['/clock', 'ClockMove', { advance: { days: 1, hours: null } }],
  ['/clock', 'ClockMove', { reset: false }],
  ['/keys', 'KeyChange', { do: 'retire' }],
  ['/keys', 'KeyChange', { do: 'activate', kid: null }],
  ['/keys', 'KeyChange', { do: 'activate', kid }],
  ['/keys', 'KeyChange', { do: 'reset' }],
]

it.each(bodies)('%s accepts exactly what %s allows: %j', async (path, schema, body) => {
  const allows = ajv.validate(`openapi#/components/schemas/${schema}`, body)
  expect((await post(path, body)).ok).toBe(allows)
})

/** A body with null for every optional member that it does not have, at every level that it has. */
function withNulls(body: Record<string, unknown>, schema: string): Record<string, unknown> {
  const { properties = {}, required = [] } = schemas[schema] ?? {}
  const optional = Object.keys(properties).filter((name) => !required.includes(name))
  return { ...Object.fromEntries(optional.map((name) => [name, null])), ...body }
}

it.each([
  [
    '/clients',
    withNulls(
      { ...client, jwks: { keys: jwks.keys.map((key) => withNulls({ ...key }, 'Jwk')) } },
      'ClientRegistration',
    ),
  ],
  [
    '/clients',
    withNulls(
      { ...client, jwks, draft: withNulls({ redirectUri: 'https://a.example' }, 'ClientDraft') },
      'ClientRegistration',
    ),
  ],
  ['/apis', withNulls({ audience: 'nhn:one' }, 'ApiRegistration')],
  ['/scenarios', withNulls({ name: 'server-error' }, 'ScenarioUse')],
  ['/tokens', withNulls({}, 'MintOptions')],
  [
    '/tokens',
    withNulls(
      {
        proof: withNulls({ url: 'https://a.example' }, 'ProofOptions'),
        organization: withNulls({}, 'TokenOrganization'),
      },
      'MintOptions',
    ),
  ],
  ['/clock', withNulls({ advance: withNulls({ days: 1 }, 'ClockAdvance') }, 'ClockMove')],
  ['/keys', withNulls({ do: 'reset' }, 'KeyChange')],
  ['/sessions', withNulls({}, 'SessionOptions')],
])('null means "not given" at POST %s, for every optional member: %j', async (path, body) => {
  const answer = await post(path, body)
  expect([answer.ok, answer.ok ? '' : await answer.text()]).toEqual([true, ''])
})

it('a member that was null is not registered, and one that a schema does not describe keeps its null', async () => {
  const twin = createHelseIdMock()
  await post('/clients', { ...client, jwks, enabled: null, requireDpop: null, profile: null }, twin)
  expect(await (await twin.handle(new Request(`${origin}/clients/one`))).json()).toEqual({ ...client, jwks })
  await post('/apis', { audience: 'nhn:one', extraClaims: { a: null }, scopes: null }, twin)
  const { apis } = (await (await twin.handle(new Request(`${origin}/apis`))).json()) as { apis: unknown }
  expect(apis).toEqual([{ audience: 'nhn:one', extraClaims: { a: null } }])
  const minted = (await (await post('/tokens', { claims: { scope: null } }, twin)).json()) as { claims: object }
  expect(minted.claims).not.toHaveProperty('scope')
})

it('an answer has the form of `sts` that the document describes, whichever was sent', async () => {
  const twin = createHelseIdMock()
  await post('/clients', { ...client, jwks, sts: 'qa' }, twin)
  await post('/apis', { audience: 'nhn:one', sts: 'qa' }, twin)
  const get = async (path: string) => (await twin.handle(new Request(origin + path))).json()
  expect(await get('/clients/one')).toMatchObject({ sts: ['qa'] })
  expect(await get('/clients')).toMatchObject({ clients: [{ sts: ['qa'] }] })
  expect(await get('/apis')).toMatchObject({ apis: [{ sts: ['qa'] }] })
})

it('a registration is answered with what was registered, without the secret', async () => {
  const answer = await post('/clients', { ...client, clientSecret: 'hush', legacyAuth: true, sts: 'test' })
  expect([answer.status, await answer.json()]).toEqual([201, { ...client, legacyAuth: true, sts: ['test'] }])
  const api = await post('/apis', { audience: 'nhn:one', tokenLifetime: 60 })
  expect([api.status, await api.json()]).toEqual([201, { audience: 'nhn:one', tokenLifetime: 60 }])
})

it('the other members of a registered JWK are kept', async () => {
  const twin = createHelseIdMock()
  const key = { ...publicJwk(keyRing.ec), kid: 'k', 'x5t#S256': 'abc', vendor: { note: null } }
  await post('/clients', { ...client, jwks: { keys: [key] } }, twin)
  expect(await (await twin.handle(new Request(`${origin}/clients/one`))).json()).toMatchObject({
    jwks: { keys: [key] },
  })
})
