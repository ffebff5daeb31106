/** The issuer in every topology: one row each with what discovery and token say, the accepted audience and the JWKS. */
import { request as httpRequest } from 'node:http'
import { type ComposedRequest, compose, publicJwk } from 'helseid-contract/rules'
import { type LogEvent, type StartedMockSts, type StartOptions, startMockSts } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { caseContext } from '../endpoints/case-harness.ts'

interface Row {
  readonly topology: string
  readonly options?: StartOptions
  /** `Host` of the request; `PORT` is replaced by the twin's port. */
  readonly host: string
  readonly headers?: Record<string, string>
  /** The issuer in every document and token that the client receives. */
  readonly issuer: string
  /** The warning in the log. */
  readonly explained?: RegExp
}

const rows: readonly Row[] = [
  { topology: 'the same host', host: 'localhost:PORT', issuer: 'http://localhost:PORT/test' },
  { topology: 'the same host by its address', host: '127.0.0.1:PORT', issuer: 'http://127.0.0.1:PORT/test' },
  { topology: 'a mapped port', host: 'localhost:49153', issuer: 'http://localhost:49153/test' },
  { topology: 'container to container', host: 'helseid-mock:8080', issuer: 'http://helseid-mock:8080/test' },
  {
    topology: 'a real hostname, over plain HTTP',
    host: 'helseid-sts.test.nhn.no',
    issuer: 'https://helseid-sts.test.nhn.no',
    explained:
      /over plain HTTP, but the issuer is https:\/\/helseid-sts\.test\.nhn\.no, which the client cannot reach here/,
  },
  {
    topology: 'a proxy that forwards several hosts and an unknown scheme',
    options: { trustProxy: true },
    host: 'helseid-mock:8080',
    headers: { 'x-forwarded-host': 'idp.example, inner.example', 'x-forwarded-proto': 'ftp' },
    issuer: 'http://idp.example/test',
  },
  {
    topology: 'behind a proxy that is trusted',
    options: { trustProxy: true },
    host: 'helseid-mock:8080',
    headers: { 'x-forwarded-host': 'idp.example', 'x-forwarded-proto': 'https' },
    issuer: 'https://idp.example/test',
  },
  {
    topology: 'behind a trusted proxy whose other headers are ignored',
    options: { trustProxy: true },
    host: 'helseid-mock:8080',
    headers: {
      'x-forwarded-host': 'idp.example:8443',
      'x-forwarded-proto': 'https',
      'x-forwarded-port': '9443',
      'x-forwarded-prefix': '/helseid',
      forwarded: 'host=other.example;proto=http',
    },
    issuer: 'https://idp.example:8443/test',
  },
  {
    topology: 'behind a proxy that is not',
    host: 'helseid-mock:8080',
    headers: { 'x-forwarded-host': 'idp.example', 'x-forwarded-proto': 'https' },
    issuer: 'http://helseid-mock:8080/test',
    explained:
      /a proxy forwarded a request for idp\.example, but the issuer is http:\/\/helseid-mock:8080: start with --trust-proxy/,
  },
  {
    topology: 'a fixed issuer',
    options: { issuer: 'https://idp.example' },
    host: 'localhost:PORT',
    issuer: 'https://idp.example/test',
    explained:
      /a request came to http:\/\/localhost:PORT, but --issuer sets the issuer to https:\/\/idp\.example: the client must/,
  },
  {
    topology: 'a fixed issuer with a trailing slash',
    options: { issuer: 'https://idp.example/' },
    host: 'localhost:PORT',
    issuer: 'https://idp.example/test',
    explained: /sets the issuer to https:\/\/idp\.example/,
  },
  {
    topology: 'an address that no client can reach',
    host: '0.0.0.0:PORT',
    issuer: 'http://0.0.0.0:PORT/test',
    explained: /0\.0\.0\.0:PORT, which is not an address that clients can connect to/,
  },
]

let twin: StartedMockSts
let events: LogEvent[]
afterEach(() => twin.close())

async function started(options: StartOptions = {}): Promise<void> {
  events = []
  twin = await startMockSts({ port: 0, log: (event) => events.push(event), ...options })
}

/** Sends a request to the twin's port, whatever host its URL names. */
async function sent(
  path: string,
  host: string,
  more: Partial<ComposedRequest> & { extra?: Record<string, string> | undefined } = {},
) {
  const headers = { ...Object.fromEntries(more.headers ?? []), ...more.extra, Host: host }
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Record<string, string> }>(
    (resolve, reject) => {
      const request = httpRequest(
        { host: '127.0.0.1', port: twin.port, path, method: more.method ?? 'GET', headers },
        async (response) => {
          const chunks: Buffer[] = []
          for await (const chunk of response) chunks.push(chunk as Buffer)
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: JSON.parse(Buffer.concat(chunks).toString()),
          })
        },
      )
      request.on('error', reject)
      request.end(more.body)
    },
  )
}

async function tokenAt(
  row: { host: string; headers?: Record<string, string> },
  issuer: string,
  endpoint: string,
  aud = issuer,
) {
  const context = { ...caseContext(twin, { assertionKey: 'ec' }), issuer, tokenEndpoint: endpoint }
  await twin.registerClient({
    clientId: context.clientId,
    jwks: { keys: [publicJwk(context.key('ec'))] },
    scopes: [context.scope],
  })
  const path = row.host === 'helseid-sts.test.nhn.no' ? '/connect/token' : '/test/connect/token'
  const ask = async (nonce: string | undefined) => {
    const request = compose(
      { assertion: { claims: { aud } } },
      { ...context, uuid: () => crypto.randomUUID() },
      { now: Date.now() / 1000, nonce, previous: undefined },
    )
    return sent(path, row.host, { ...request, extra: row.headers })
  }
  const challenge = await ask(undefined)
  return ask(String(challenge.headers['dpop-nonce']))
}

describe.each(rows.map((row) => [row.topology, row] as const))(
  '%s',
  (_, { options, host, headers, issuer, explained }) => {
    const withPort = (text: string) => text.replaceAll('PORT', String(twin.port))

    it('discovery, token, audience and JWKS agree, and the log warns about an unreachable issuer', async () => {
      await started(options)
      const [own, name] = [withPort(issuer), withPort(host)]
      const prefix = name === 'helseid-sts.test.nhn.no' ? '' : '/test'
      const { body: document } = await sent(`${prefix}/.well-known/openid-configuration`, name, {
        extra: headers ?? {},
      })
      expect(document).toMatchObject({
        issuer: own,
        token_endpoint: `${own}/connect/token`,
        jwks_uri: `${own}/.well-known/openid-configuration/jwks`,
      })
      const row = { host: name, ...(headers && { headers }) }
      const { status, body } = await tokenAt(row, own, `${own}/connect/token`)
      expect([status, body.error]).toEqual([200, undefined])
      expect(decodeJwt(String(body.access_token)).iss).toBe(own)
      const messages = events.map(({ message }) => message).filter((message) => message.startsWith('name: '))
      if (explained === undefined) expect(messages).toEqual([])
      else expect(messages).toEqual([expect.stringMatching(new RegExp(withPort(explained.source)))])
    })
  },
)

it('a twin reached by two names has an issuer for each, and refuses and explains an assertion for the other', async () => {
  await started()
  const [one, other] = ['localhost:49153', 'helseid-mock:8080']
  for (const host of [one, other]) {
    const { body } = await tokenAt({ host }, `http://${host}/test`, `http://${host}/test/connect/token`)
    expect(decodeJwt(String(body.access_token)).iss).toBe(`http://${host}/test`)
  }
  const { body } = await tokenAt(
    { host: other },
    `http://${other}/test`,
    `http://${other}/test/connect/token`,
    `http://${one}/test`,
  )
  expect(body).toEqual({ error: 'invalid_client' })
  expect(events.at(-1)?.message).toContain(
    'aud-is-issuer: expected http://helseid-mock:8080/test, seen "http://localhost:49153/test". This is the same STS at another host or port',
  )
})

it('accepts an audience with a trailing slash, with a warning', async () => {
  await started()
  const host = `localhost:${twin.port}`
  const { status } = await tokenAt(
    { host },
    `http://${host}/test`,
    `http://${host}/test/connect/token`,
    `http://${host}/test/`,
  )
  expect(status).toBe(200)
  expect(events.at(-1)?.message).toContain('aud-no-trailing-slash')
})
