/** The examples in the OpenAPI document are what a twin accepts and answers. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { perform, registrationOf } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { expect, it } from 'vitest'
import { openApiDocument } from '../../../mock-sts/control/openapi.ts'
import { demoClient } from '../demo/demo-client.ts'
import { caseContext } from '../endpoints/case-harness.ts'

const origin = 'http://localhost:8080'
const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema({ ...openApiDocument }, 'openapi', undefined, false)

interface Media {
  readonly schema: object
  readonly example?: unknown
}
interface Operation {
  readonly operationId: string
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>
}

const operations = Object.entries(openApiDocument.paths).flatMap(([path, methods]) =>
  Object.entries(methods as unknown as Record<string, Operation>).map(
    ([method, operation]) => [operation.operationId, method.toUpperCase(), path, operation] as const,
  ),
)

/** What an answer and its example have in common: the members of the example with their types, in lists those of its first item. */
function shape(value: unknown, example: unknown): unknown {
  if (Array.isArray(example))
    return Array.isArray(value) ? example.slice(0, 1).map((item) => shape(value[0], item)) : 'no list'
  if (typeof example !== 'object' || example === null) return typeof value
  const members = Object.entries(example)
  return Object.fromEntries(members.map(([name, member]) => [name, shape(Object(value)[name], member)]))
}

/** A twin with what the examples refer to, and the ids of what they name. */
async function prepared() {
  const twin = createHelseIdMock()
  const post = async (path: string, body: string, type = 'application/json') =>
    twin.handle(new Request(origin + path, { method: 'POST', headers: { 'content-type': type }, body }))
  const example = (id: string) => {
    const [, , , operation] = operations.find(([name]) => name === id) ?? []
    return operation?.requestBody?.content['application/json']?.example as object
  }
  await post(
    '/_mock/clients',
    JSON.stringify({ ...example('registerClient'), draft: { redirectUri: 'https://a.example' } }),
  )
  await post('/_mock/apis', JSON.stringify(example('registerApi')))
  await post('/test/connect/token', 'client_id=my-client', 'application/x-www-form-urlencoded')
  const context = caseContext(twin, { now: () => Date.now() / 1000 })
  await post('/_mock/clients', JSON.stringify(registrationOf({}, context.clientId, context)))
  const answer = (await perform({}, context)).at(-1)
  const { jti } = decodeJwt(JSON.parse(answer?.body ?? '').access_token)
  const session = await twin.createSession()
  const used = await post('/_mock/scenarios', JSON.stringify(example('useScenario')))
  const { inUse } = (await used.json()) as { inUse: { id: string }[] }
  const request = String(twin.requests[0]?.id)
  await post('/_mock/clients', JSON.stringify(demoClient.registration))
  await post('/test/connect/token', `client_id=${demoClient.clientId}`, 'application/x-www-form-urlencoded')
  const ids: Readonly<Record<string, string | undefined>> = {
    requests: request,
    flows: request,
    sessions: session.origin.split('/').at(-1),
    scenarios: inUse[0]?.id,
    tokens: jti,
    curl: twin.requests.at(-1)?.id,
  }
  return { twin, ids }
}

it.each(operations)('the example of %s is accepted, and answered as it says', async (id, method, path, operation) => {
  const { twin, ids } = await prepared()
  const named = ids[path.split('/').at(-1) as string] ?? ids[path.split('/')[1] as string] ?? 'my-client'
  const media = operation.requestBody?.content['application/json']
  if (media !== undefined) expect(media, `${id} has no example`).toHaveProperty('example')
  const body = media && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(media.example) }
  const answer = await twin.handle(new Request(`${origin}/_mock${path.replace('{id}', named)}`, { method, ...body }))
  const success = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'))
  for (const [type, { schema, example }] of success.flatMap(([, { content = {} }]) => Object.entries(content))) {
    expect(example, `${id} has no example of its answer`).toBeDefined()
    const published = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/'))
    if (type === 'application/json')
      expect([ajv.validate(published, example), ajv.errorsText()]).toEqual([true, 'No errors'])
  }
  // A twin without a port has no certificate, and a stream does not end.
  if (id === 'getCaCertificate' || id === 'streamEvents') return
  expect(success.map(([status]) => status)).toContain(String(answer.status))
  const { content = {} } = operation.responses[String(answer.status)] ?? {}
  const [first] = Object.entries(content)
  if (first === undefined) return
  const [type, { example }] = first
  const given: unknown = type === 'application/json' ? await answer.json() : await answer.text()
  expect(shape(given, example)).toEqual(shape(example, example))
})
