/** Clients that nobody here wrote, in other languages, each against the twin; and harnesses that start the twin by themselves. */
import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { startMockSts } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const twinCommand = `${at('node_modules/.bin/node')} ${at('mock-sts/bin/helseid-mock.js')}`

/** Standard output of a command, which has to succeed. */
async function run(
  command: string,
  args: readonly string[],
  folder: string,
  env: Record<string, string> = {},
): Promise<string> {
  const options = { cwd: at(folder), env: { ...process.env, HELSEID_MOCK_COMMAND: twinCommand, ...env } }
  const { stdout } = await promisify(execFile)(command, args, options)
  return stdout
}

const maven = (folder: string, env?: Record<string, string>) =>
  run(
    'mvn',
    ['-q', '-B', 'compile', 'exec:java', `-DbuildDirectory=${mkdtempSync(join(tmpdir(), 'maven-'))}`],
    folder,
    env,
  )

const organization = { parent: '994598759', child: '983658725', supplier: '889640782' }
/** Status and body of the API's answer, as the examples print it. */
function greetingOf(stdout: string): { status: number; body: unknown } {
  const [, status, body] = /(\d{3}) (\{.*\})/.exec(stdout) ?? []
  if (body === undefined) throw new Error(`there is no answer of the API in: ${stdout}`)
  return { status: Number(status), body: JSON.parse(body) }
}

describe('a harness starts the twin by itself, reads its ready line and gets a token for an organisation', () => {
  it('Java, with Nimbus’ OAuth SDK', async () => {
    const greeting = greetingOf(await maven('test/examples/java'))
    expect(greeting).toEqual({
      status: 200,
      body: expect.objectContaining({ client_id: 'java-example', organization }),
    })
  })

  it('Python, with PyJWT and requests', async () => {
    const venv = join(mkdtempSync(join(tmpdir(), 'python-')), 'venv')
    const folder = 'test/examples/python'
    await run('python3', ['-m', 'venv', venv], folder)
    await run(join(venv, 'bin/pip'), ['-q', 'install', '-r', 'requirements.txt'], folder)
    const greeting = greetingOf(await run(join(venv, 'bin/python'), ['spawn_twin.py'], folder))
    expect(greeting).toEqual({
      status: 200,
      body: expect.objectContaining({ client_id: 'python-example', organization }),
    })
  })
})

/** Set where the registry is known not to have the library: the test is then reported as skipped, never as passed. */
const absent = process.env.HELSEID_LIBRARY_JAVA === 'absent'

describe('NHN’s own Java library', () => {
  it.skipIf(absent)('no.helseid:client gets a token for an organisation, and spends it', async () => {
    const key = keyRing.registered as Jwk
    await using twin = await startMockSts({
      port: 0,
      clients: [
        {
          clientId: 'helseid-library',
          jwks: { keys: [publicJwk(key)] },
          scopes: ['nhn:test-public-samplecode/client-credentials'],
          tenancy: 'multi-tenant',
          supplier: '889640782',
        },
      ],
    })
    const stdout = await maven('test/examples/java-helseid-library', {
      ISSUER: twin.issuer('test'),
      API: `${twin.origin}/nhn-api/test/hello`,
      CLIENT_ID: 'helseid-library',
      CLIENT_JWK: JSON.stringify({ ...key, alg: 'PS256' }),
    })
    expect(greetingOf(stdout)).toEqual({
      status: 200,
      body: expect.objectContaining({ client_id: 'helseid-library', organization }),
    })
    expect(twin.requests.map(({ error, status }) => error ?? status)).toEqual(['use_dpop_nonce', 200])
  })
})

describe('the recipes of docs/tls.md: who trusts the authority reaches the twin, who does not is refused', () => {
  const trusted = async (fetchMetadata: (address: string, ca: string) => Promise<string>) => {
    await using twin = await startMockSts({ port: 0, tls: true })
    const ca = join(mkdtempSync(join(tmpdir(), 'trust-')), 'ca.pem')
    writeFileSync(ca, String(twin.caCertificate))
    const address = `${twin.issuer('test')}/.well-known/openid-configuration`
    expect(JSON.parse(await fetchMetadata(address, ca))).toMatchObject({ issuer: twin.issuer('test') })
    await expect(fetchMetadata(address, '')).rejects.toThrow()
  }
  const only = (name: string, value: string) => (value === '' ? {} : { [name]: value })

  it('Node', () =>
    trusted((address, ca) => {
      const script = `fetch('${address}').then((r) => r.text()).then(console.log)`
      return run(at('node_modules/.bin/node'), ['-e', script], '.', only('NODE_EXTRA_CA_CERTS', ca))
    }))

  it('Java', () =>
    trusted(async (address, ca) => {
      const store = `${ca || join(tmpdir(), 'none')}.p12`
      const options = ['-Djavax.net.ssl.trustStorePassword=changeit']
      if (ca !== '') {
        const what = ['-importcert', '-noprompt', '-alias', 'helseid-twin', '-file', ca]
        await run('keytool', [...what, '-keystore', store, '-storetype', 'PKCS12', '-storepass', 'changeit'], '.')
        options.push(`-Djavax.net.ssl.trustStore=${store}`)
      }
      return run('java', [...options, 'Fetch.java', address], 'test/examples/trust')
    }))

  it('Python', () =>
    trusted((address, ca) => {
      const script = `import urllib.request as u; print(u.urlopen('${address}').read().decode())`
      return run('python3', ['-c', script], '.', only('SSL_CERT_FILE', ca))
    }))
})
