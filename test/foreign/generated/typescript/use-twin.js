// @ts-check
/** Works with a twin through openapi-fetch, typed by openapi-typescript, and prints what it saw as JSON. */
import createClient from 'openapi-fetch'

/** @type {import('openapi-fetch').Client<import('./schema.d.ts').paths>} */
const client = createClient({ baseUrl: process.argv[2] ?? '' })

/** @template T @param {{ data?: T }} answer @returns {T} */
function dataOf({ data }) {
  if (data === undefined) throw new Error('the twin refused')
  return data
}

const { KEY_X: x = '', KEY_Y: y = '' } = process.env
const registration = {
  clientId: 'generated',
  scopes: ['nhn:one/api'],
  sts: [/** @type {const} */ ('test')],
  jwks: { keys: [{ kty: 'EC', crv: 'P-256', x, y, vendor: 'generated' }] },
}
const registered = dataOf(await client.POST('/clients', { body: registration }))
const shown = dataOf(await client.GET('/clients/{id}', { params: { path: { id: 'generated' } } }))

const { requests } = dataOf(await client.GET('/requests', { params: { query: { sts: 'test', count: 1, wait: 5 } } }))
const { id = '', at } = requests[0] ?? {}
const { verdict } = dataOf(await client.GET('/requests/{id}', { params: { path: { id } } }))
const raw = dataOf(await client.GET('/requests/{id}/raw', { params: { path: { id } }, parseAs: 'text' }))

const use = { name: /** @type {const} */ ('slow-answer'), times: 2, parameters: { seconds: 0 } }
const { inUse } = dataOf(await client.POST('/scenarios', { body: use }))

await client.POST('/clock', { body: { set: '2027-01-01T00:00:00Z', freeze: true } })
const { now } = dataOf(await client.POST('/clock', { body: { advance: { days: 1 } } }))
const { response } = await client.GET('/clients/{id}', { params: { path: { id: 'none' } } })

console.log(
  JSON.stringify({
    registered: registered.clientId,
    sts: shown.sts?.[0],
    enabledIsUnset: shown.enabled === undefined,
    vendor: shown.jwks?.keys[0]?.vendor,
    at,
    rules: (verdict?.rules.length ?? 0) > 100,
    raw: raw.split('\r\n')[0],
    inUse: inUse[0]?.sequence,
    now: now.replace('.000Z', 'Z'),
    unknown: response.status,
  }),
)
