/** `helseid-mock explain --twin` and `--client`: what is known of the client is used, and what is not known is reported. */
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { run } from '../../../mock-sts/cli/run.ts'

let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0 })
})
afterAll(() => sts.close())

async function explain(...args: string[]): Promise<{ exitCode: number; out: string }> {
  using log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const exitCode = await run(['explain', ...args])
  return { exitCode, out: log.mock.calls.map(([line]) => String(line)).join('\n') }
}

const body = 'grant_type=client_credentials&scope=nhn:example/a'
const verdictOf = (out: string) => out.slice(out.indexOf('\n\n'))

it('judges a text that names no client, and says so', async () => {
  const alone = await explain(body)
  const { exitCode, out } = await explain(body, '--twin', sts.origin)
  expect(exitCode).toBe(alone.exitCode)
  expect(verdictOf(out).split('\n')[2]).toBe(verdictOf(alone.out).split('\n')[2])
  expect(out).toContain('    the registration of the client: the text names no client\n')
})

it('judges a request of a client that the twin does not know, and says so', async () => {
  const { exitCode, out } = await explain(`${body}&client_id=stranger`, '--twin', sts.origin)
  expect(exitCode).toBe(1)
  expect(out).toContain(
    `    the registration of the client: the client "stranger" is not registered with ${sts.origin}\n`,
  )
})

it('verifies the signature of an access token, and of an API call, with the keys of the STS that issued it', async () => {
  const { accessToken } = await sts.mint({ sts: 'qa', audience: 'nhn:example', scopes: ['nhn:example/a'] })
  const { out } = await explain(accessToken, '--twin', sts.origin)
  expect(out).toContain('\nSignature: verified\n')
  const call = `GET /things HTTP/1.1\nHost: api.example\nAuthorization: Bearer ${accessToken}\n\n`
  expect((await explain(call, '--twin', sts.origin)).out).toContain('\nSignature: verified\n')
  const [header, , signature] = accessToken.split('.')
  const claims = Buffer.from(JSON.stringify({ iss: sts.issuer('qa'), exp: 1, cnf: {} })).toString('base64url')
  const { out: changed } = await explain(`${header}.${claims}.${signature}`, '--twin', sts.origin)
  expect(changed).toContain('\nSignature: does not verify\n')
})

const registration = { clientId: 'portal', jwks: { keys: [] }, scopes: ['nhn:example/a'] }

it.each([
  [registration, 'stranger', 'this is the registration of "portal", but the text names the client "stranger"'],
  [{ clients: [registration] }, 'stranger', 'does not contain the client "stranger": it has only "portal"'],
  [{ clients: [] }, 'stranger', 'does not contain the client "stranger": it has no client'],
  [{ clients: [registration] }, undefined, 'the text names no client, so it cannot be found in the configuration'],
])(
  'refuses a registration that is not of the client that the text names: %j, %s',
  async (client, clientId, message) => {
    using error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const text = clientId === undefined ? body : `${body}&client_id=${clientId}`
    expect((await explain(text, '--client', JSON.stringify(client))).exitCode).toBe(2)
    expect(error.mock.calls.join()).toContain(message)
  },
)

it('takes a registration alone to be that of a client which the text does not name', async () => {
  const { out } = await explain(body, '--client', JSON.stringify(registration))
  expect(out).not.toContain('the registration of the client: ')
})
