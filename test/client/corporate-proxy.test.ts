/** The client behind a corporate proxy and a corporate CA, which Node's own environment variables configure. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { startMockSts } from 'helseid-mock'
import { expect, it, onTestFinished } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const program = `
  import { createHelseIdClient } from 'helseid-client'
  const key = JSON.parse(process.argv[1])
  const client = createHelseIdClient({ environment: 'test1', clientId: 'c', key, scopes: ['nhn:msh/api'], retries: 0 })
  console.log(await client.getToken().then(({ tokenType }) => tokenType, ({ message }) => message))
`

/** A twin with a self-made CA, and a proxy that connects to it whatever host is requested. */
async function behindProxy() {
  const clients = [{ clientId: 'c', jwks: { keys: [publicJwk(keyRing.ec as Jwk)] }, scopes: ['nhn:msh/api'] }]
  const twin = await startMockSts({ port: 0, tls: true, clients })
  onTestFinished(() => twin.close())
  const hosts: (string | undefined)[] = []
  const proxy = createServer().on('connect', ({ url }, socket) => {
    hosts.push(url)
    const onward = connect(twin.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    socket.on('error', () => onward.destroy())
    onward.on('error', () => socket.destroy())
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  onTestFinished(() => void proxy.close())
  const ca = join(mkdtempSync(join(tmpdir(), 'helseid-client-')), 'ca.pem')
  writeFileSync(ca, String(twin.caCertificate))
  const { port } = proxy.address() as AddressInfo
  return {
    hosts,
    proxy: { HTTPS_PROXY: `http://127.0.0.1:${port}`, NODE_USE_ENV_PROXY: '1' },
    ca: { NODE_EXTRA_CA_CERTS: ca },
  }
}

const answerOf = async (env: Record<string, string>) => {
  const args = ['--conditions=helseid-source', '--input-type=module', '--eval', program, JSON.stringify(keyRing.ec)]
  return (await promisify(execFile)(process.execPath, args, { env })).stdout.trim()
}

it('gets a token with HTTPS_PROXY, NODE_USE_ENV_PROXY and NODE_EXTRA_CA_CERTS', async () => {
  const { hosts, proxy, ca } = await behindProxy()
  expect(await answerOf({ ...proxy, ...ca })).toBe('DPoP')
  expect(new Set(hosts)).toEqual(new Set(['helseid-sts.test.nhn.no:443']))
})

it('names the certificate that Node does not trust without NODE_EXTRA_CA_CERTS', async () => {
  const { proxy } = await behindProxy()
  expect(await answerOf(proxy)).toMatch(/self-signed certificate|unable to (get|verify)/)
})
