/** Third-party clients in other languages against the twin, and test harnesses that start the twin themselves. */
import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { startMockSts } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { filledIn, snippets, valuesOfClient } from '../../mock-sts/ui/app/pages/overview/snippets.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { demoClient } from '../mock-sts/demo/demo-client.ts'
import { isMissing } from './missing.ts'

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** Runs a command, which must succeed, and resolves with its standard output once no process is left that holds it. */
async function run(
  command: string,
  args: readonly string[],
  folder: string,
  env: Record<string, string> = {},
): Promise<string> {
  const options = { cwd: at(folder), env: { ...process.env, ...env } }
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
const greeting = (clientId: string) => ({
  status: 200,
  body: expect.objectContaining({ client_id: clientId, organization }),
})
const refusal = { status: 400, body: { error: 'invalid_scope' } }

/** Status and body of each response that the examples print. */
function answersIn(stdout: string): { status: number; body: unknown }[] {
  return [...stdout.matchAll(/(\d{3}) (\{.*\})/g)].map(([, status, body]) => ({
    status: Number(status),
    body: JSON.parse(String(body)),
  }))
}

describe('a harness starts the twin, reads its ready line, gets a token for an organisation, uses it, and is refused another', () => {
  it.skipIf(isMissing('java', 'maven'))('works in Java with Nimbus’ OAuth SDK', async () => {
    expect(answersIn(await maven('test/examples/java'))).toEqual([greeting('java-example'), refusal])
  })

  it.skipIf(isMissing('python', 'python-packages'))('Python, with PyJWT and requests', async () => {
    const venv = join(mkdtempSync(join(tmpdir(), 'python-')), 'venv')
    const folder = 'test/examples/python'
    await run('python3', ['-m', 'venv', venv], folder)
    await run(join(venv, 'bin/pip'), ['-q', 'install', '-r', 'requirements.txt'], folder)
    const stdout = await run(join(venv, 'bin/python'), ['spawn_twin.py'], folder)
    expect(answersIn(stdout)).toEqual([greeting('python-example'), refusal])
  })
})

it.skipIf(isMissing('python', 'python-packages'))(
  'the example for Python on the overview of the workbench gets a token',
  async () => {
    const venv = join(mkdtempSync(join(tmpdir(), 'python-')), 'venv')
    await run('python3', ['-m', 'venv', venv], '.')
    await run(join(venv, 'bin/pip'), ['-q', 'install', '-r', 'requirements.txt'], 'test/examples/python')
    await using twin = await startMockSts({ port: 0, clients: [demoClient.registration] })
    const ofClient = valuesOfClient(demoClient.registration)
    const values = { base: twin.origin, issuer: twin.issuer('test'), ...ofClient, authorization: '' }
    const text = snippets.find(({ language }) => language === 'Python')?.text ?? ''
    const script = filledIn(text, values).map((part) => part.text)
    expect(await run(join(venv, 'bin/python'), ['-c', script.join('')], '.')).toMatch(/^200 .*"token_type":"DPoP"/)
  },
)

describe('NHN’s own Java library', () => {
  it.skipIf(isMissing('java', 'maven', 'helseid-library'))(
    'no.helseid:client gets a token for an organisation, uses it, and is refused another',
    async () => {
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
      expect(answersIn(stdout)).toEqual([greeting('helseid-library')])
      expect(stdout).toContain('refused: invalid_scope')
      const challenged = 'use_dpop_nonce'
      const outcomes = twin.requests.map(({ error, status }) => error ?? status)
      expect(outcomes).toEqual([challenged, 200, challenged, 'invalid_scope'])
    },
  )
})

describe('the recipes of docs/tls.md: a client that trusts the authority reaches the twin, and one that does not fails', () => {
  const trusted = async (fetchMetadata: (address: string, ca: string) => Promise<string>) => {
    await using twin = await startMockSts({ port: 0, tls: true })
    const ca = join(mkdtempSync(join(tmpdir(), 'trust-')), 'ca.pem')
    writeFileSync(ca, String(twin.caCertificate))
    const address = `${twin.issuer('test')}/.well-known/openid-configuration`
    expect(JSON.parse(await fetchMetadata(address, ca))).toMatchObject({ issuer: twin.issuer('test') })
    await expect(fetchMetadata(address, '')).rejects.toThrow()
  }
  const only = (name: string, value: string) => (value === '' ? {} : { [name]: value })

  it('applies to clients in Node', () =>
    trusted((address, ca) => {
      const script = `fetch('${address}').then((r) => r.text()).then(console.log)`
      return run(at('node_modules/.bin/node'), ['-e', script], '.', only('NODE_EXTRA_CA_CERTS', ca))
    }))

  it.skipIf(isMissing('java'))('applies to clients in Java', () =>
    trusted(async (address, ca) => {
      const store = `${ca || join(tmpdir(), 'none')}.p12`
      const options = ['-Djavax.net.ssl.trustStorePassword=changeit']
      if (ca !== '') {
        const what = ['-importcert', '-noprompt', '-alias', 'helseid-twin', '-file', ca]
        await run('keytool', [...what, '-keystore', store, '-storetype', 'PKCS12', '-storepass', 'changeit'], '.')
        options.push(`-Djavax.net.ssl.trustStore=${store}`)
      }
      return run('java', [...options, 'Fetch.java', address], 'test/examples/trust')
    }),
  )

  it.skipIf(isMissing('python'))('applies to clients in Python', () =>
    trusted((address, ca) => {
      const script = `import urllib.request as u; print(u.urlopen('${address}').read().decode())`
      return run('python3', ['-c', script], '.', only('SSL_CERT_FILE', ca))
    }),
  )
})
