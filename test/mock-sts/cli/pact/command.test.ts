/** `helseid-mock pact proxy` as a process: what it prints, what it refuses, and how it ends. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { run } from '../../../../mock-sts/cli/run.ts'
import { isWindows, serve } from '../twin-command.ts'
import { startTestProxy } from './proxy.ts'
import { startRecordingApi } from './recording-api.ts'

const controlToken = 'open-sesame'
const token = ['--control-token', controlToken]
const needed = ['--audience', 'nhn:journal', '--scope', 'nhn:journal/read']

let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0, controlToken })
})
afterAll(() => sts.close())
afterEach(() => vi.restoreAllMocks())

interface Started {
  readonly child: ChildProcess
  readonly ready: string
  readonly address: string
  readonly statesUrl: string
  readonly output: () => string
}

async function start(...args: string[]): Promise<Started> {
  const [node = '', program = ''] = serve
  const child = spawn(node, [program, 'pact', 'proxy', '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  while (!output.includes('It passes')) await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  const [, address = '', statesUrl = ''] = /base address +(\S+)\n.*URL +(\S+)\n/.exec(output) ?? []
  return { child, ready: output, address, statesUrl, output: () => output }
}

/** Runs a command that must fail; returns its exit code and message. */
async function refused(...args: string[]): Promise<string> {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const exitCode = await run(['pact', 'proxy', ...args])
  return `${exitCode} ${error.mock.calls.map(([line]) => line).join('\n')}`
}

it('prints the two addresses that the verifier needs, renews tokens, and ends with 0', async () => {
  const { origin, calls } = await startRecordingApi()
  const map = join(mkdtempSync(join(tmpdir(), 'pact-')), 'states.json')
  writeFileSync(map, '{ "a writer": { "scopes": ["nhn:journal/write"] } }')
  const more = ['--scope', 'nhn:journal/a nhn:journal/b', '--client-id', 'portal', '--sts', 'qa', '--state-map', map]
  const proxy = await start('--provider', origin, '--twin', sts.origin, ...token, ...needed, ...more)
  expect(proxy.ready).toBe(`The proxy is ready. Give the verifier:
  provider base address  ${proxy.address}
  state-change URL       ${proxy.address}/_pact/provider-states
It passes requests on to ${origin}, with tokens from ${sts.issuer('qa')} for nhn:journal.
`)
  const call = () => fetch(`${proxy.address}/x`, { headers: { authorization: 'DPoP recorded', dpop: 'recorded' } })
  await call()
  await fetch(proxy.statesUrl, { method: 'POST', body: '{"state":"a writer"}' })
  await call()
  const claims = calls.map(({ headers }) => decodeJwt(String(headers.authorization).slice(5)))
  expect(claims).toEqual([
    expect.objectContaining({ iss: sts.issuer('qa'), client_id: 'portal', aud: 'nhn:journal' }),
    expect.objectContaining({ scope: ['nhn:journal/write'] }),
  ])
  expect(claims[0]?.scope).toEqual(['nhn:journal/read', 'nhn:journal/a', 'nhn:journal/b'])
  proxy.child.kill('SIGTERM')
  const [code] = await once(proxy.child, 'exit')
  if (!isWindows) expect(code).toBe(0)
  expect(proxy.output()).not.toContain(controlToken)
})

it('puts the given issuer into tokens', async () => {
  const { origin, calls } = await startRecordingApi()
  const issuer = 'http://helseid-mock:8080/test'
  const proxy = await start('--provider', origin, '--twin', sts.origin, '--issuer', issuer, ...token, ...needed)
  expect(proxy.ready).toContain(`with tokens from ${issuer} for`)
  await fetch(`${proxy.address}/x`, { headers: { authorization: 'DPoP recorded', dpop: 'recorded' } })
  expect(decodeJwt(String(calls[0]?.headers.authorization).slice(5)).iss).toBe(issuer)
})

it('listens where HELSEID_MOCK_HOST says, as in the image, unless --host is given', async () => {
  const { origin } = await startRecordingApi()
  const base = ['--provider', origin, '--twin', sts.origin, ...token, ...needed]
  vi.stubEnv('HELSEID_MOCK_HOST', '127.0.0.1')
  const byVariable = await start(...base)
  expect(byVariable.address).toMatch(/^http:\/\/127\.0\.0\.1:/)
  const byFlag = await start(...base, '--host', '0.0.0.0')
  expect(byFlag.address).toMatch(/^http:\/\/localhost:/)
  vi.unstubAllEnvs()
})

it.each([
  [[], '--provider'],
  [['--provider', 'localhost:5000', ...needed], '--provider must be a URL such as http://localhost:5000'],
  [['--provider', 'http://u:p@localhost', ...needed], '--provider must not contain a user or password'],
  [['--provider', 'http://localhost/?a=b', ...needed], '--provider must not contain a query or fragment'],
  [['--provider', 'http://localhost', '--issuer', 'http://t/test/', ...needed], '--issuer must not end with a slash'],
  [['--provider', 'http://localhost', '--sts', 'nowhere', ...needed], '--sts: '],
  [['--provider', 'http://localhost', '--port', '70000', ...needed], '--port must be a port from 0 to 65535'],
  [['--provider', 'http://localhost', '--states', 'x', ...needed], '--states must be a URL'],
  [['--provider', 'http://localhost', '--state-map', '[]', ...needed], '--state-map must be a JSON object'],
  [['--provider', 'http://localhost', '--state-map', '/nowhere.json', ...needed], '--state-map: file not found'],
  [['--provider', 'http://localhost', '--ca', '/nowhere.pem', ...needed], '--ca: file not found'],
  [
    ['--provider', 'http://localhost', '--twin', 'http://127.0.0.1:9', ...needed],
    'cannot reach the twin at http://127.0.0.1:9: ',
  ],
])('refuses %j with exit code 2 and says what to change', async (args, message) => {
  expect(await refused(...args)).toMatch(/^2 helseid-mock: /)
  expect(await refused(...args)).toContain(message)
})

it('refuses a wrong control token, an entry of the state map without a meaning, and a port in use', async () => {
  const { origin } = await startRecordingApi()
  const { port } = new URL(origin)
  const base = ['--provider', origin, '--twin', sts.origin, ...needed]
  expect(await refused(...base, '--control-token', 'something else')).toContain('failed with status 401')
  expect(await refused(...base, ...token, '--state-map', '{"a":"expired-tokn"}')).toContain('the state map gives "a"')
  const map = (meaning: unknown) => refused(...base, ...token, '--state-map', JSON.stringify({ a: meaning }))
  expect(await map('expired-tokn')).toContain('"expired-tokn" (did you mean "expired-token"?): use')
  expect(await map('api-token-expired')).toContain('"api-token-expired", which acts on the twin\'s own API only')
  expect(await map([{ scops: ['x'] }])).toMatch(/the state map gives "a" a meaning that the twin refuses: .*scops/)
  expect(await refused(...base, ...token, '--port', port)).toContain(`--port: ${port} is in use`)
})

it('trusts the certificate authority of the API only if it is given', async () => {
  await using https = await startMockSts({ port: 0, tls: true })
  const provider = `${https.origin}/nhn-api/test`
  const trusting = await startTestProxy(sts, { provider, controlToken, ca: https.caCertificate })
  expect((await trusting.call('/hello')).status).toBe(401)
  const distrusting = await startTestProxy(sts, { provider, controlToken })
  const response = await distrusting.call('/hello')
  expect([response.status, await response.text()]).toEqual([599, expect.stringContaining('certificate')])
})
