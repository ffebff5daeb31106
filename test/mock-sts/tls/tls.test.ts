/** TLS: the twin's certificates, HelseID's real hostnames by SNI, and a CA that can sign for nothing else. */
import { createPrivateKey } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, checkServerIdentity, connect } from 'node:tls'
import { createHelseIdClient } from 'helseid-client'
import { type LogEvent, type StartedMockSts, startMockSts } from 'helseid-mock'
import { Agent, buildConnector, fetch as undiciFetch } from 'undici'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { run } from '../../../mock-sts/cli/run.ts'
import { issueCertificate } from '../../../mock-sts/tls/authority.ts'
import { demoClient } from '../demo/demo-client.ts'

let sts: StartedMockSts
const events: LogEvent[] = []
beforeAll(async () => {
  sts = await startMockSts({
    port: 0,
    tls: true,
    tlsNames: ['helseid-mock'],
    clients: [demoClient.registration],
    log: (event) => events.push(event),
  })
})
afterAll(() => sts.close())
afterEach(() => vi.restoreAllMocks())

/** Resolves every name to the twin, like a hosts entry or a network alias; IP addresses are unchanged. */
const fetchFrom = (ca?: string) => {
  const connectTls = buildConnector({ ...(ca && { ca }) })
  const dispatcher = new Agent({
    connect: (options, done) =>
      connectTls({ ...options, servername: options.hostname, hostname: '127.0.0.1', port: String(sts.port) }, done),
  })
  return ((input: string, init = {}) => undiciFetch(input, { ...init, dispatcher })) as unknown as typeof fetch
}

/** Performs a handshake, and returns its protocol and certificate names. */
async function handshake(options: ConnectionOptions): Promise<{ protocol: string | null; names: string | undefined }> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: sts.port, rejectUnauthorized: false, ...options }, () => {
      resolve({ protocol: socket.getProtocol(), names: socket.getPeerCertificate().subjectaltname })
      socket.end()
    })
    socket.on('error', reject)
  })
}

describe('certificates', () => {
  it.each([
    ['localhost', 'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:helseid-mock'],
    ['helseid-mock', 'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:helseid-mock'],
    ['helseid-sts.test.nhn.no', 'DNS:helseid-sts.test.nhn.no'],
    ['helseid-sts.qa.nhn.no', 'DNS:helseid-sts.qa.nhn.no'],
    ['helseid-sts.nhn.no', 'DNS:helseid-sts.nhn.no'],
  ])('%s is served by SNI, and its certificate verifies with the CA', async (servername, names) => {
    const trusting = await handshake({ servername, ca: sts.caCertificate, rejectUnauthorized: true })
    expect(trusting.names).toBe(names)
    await expect(handshake({ servername, rejectUnauthorized: true })).rejects.toMatchObject({
      code: 'SELF_SIGNED_CERT_IN_CHAIN',
    })
  })

  it('an unknown name gets the certificate of localhost, and the log says how to serve it', async () => {
    for (let time = 0; time < 2; time++)
      expect((await handshake({ servername: 'idp.example' })).names).toContain('DNS:localhost')
    const reported = events.filter(({ message }) => message.includes('idp.example'))
    expect(reported.map(({ message }) => message)).toEqual([
      'TLS: a client requested idp.example and got the certificate of localhost. Restart with --tls-name idp.example',
    ])
  })

  it.each([
    ['TLSv1.2', 'TLSv1.2'],
    ['TLSv1.3', 'TLSv1.3'],
  ] as const)('%s is accepted (E10)', async (version, protocol) => {
    const shaken = await handshake({ minVersion: version, maxVersion: version, servername: 'localhost' })
    expect(shaken.protocol).toBe(protocol)
  })

  it.each(['localhost', 'helseid-sts.test.nhn.no'])(
    'TLS 1.2 at %s uses only the cipher suites of FAPI 2.0, 5.2.2',
    async (servername) => {
      const with12 = (ciphers: string) =>
        handshake({ servername, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers })
      for (const allowed of ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384'])
        expect((await with12(allowed)).protocol).toBe('TLSv1.2')
      for (const refused of [
        'ECDHE-ECDSA-CHACHA20-POLY1305',
        'ECDHE-ECDSA-AES128-CCM',
        'ECDHE-ECDSA-AES128-SHA256',
        'ECDHE-ECDSA-AES256-SHA',
      ])
        await expect(with12(`${refused}:@SECLEVEL=0`), refused).rejects.toMatchObject({
          code: 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
        })
    },
  )

  it.each(['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'])(
    'TLS 1.3 accepts %s',
    async (ciphers) => {
      expect((await handshake({ servername: 'localhost', minVersion: 'TLSv1.3', ciphers })).protocol).toBe('TLSv1.3')
    },
  )

  it('TLS 1.1 is refused (E10)', async () => {
    const old = {
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      servername: 'localhost',
      ciphers: 'DEFAULT@SECLEVEL=0',
    } as const
    await expect(handshake(old)).rejects.toMatchObject({ code: expect.stringMatching(/ALERT_PROTOCOL_VERSION/) })
  })

  it('the CA certificate is served at /_mock/ca.pem without authentication', async () => {
    const response = await fetchFrom(sts.caCertificate)('https://localhost/_mock/ca.pem')
    expect(await response.text()).toBe(sts.caCertificate)
  })
})

describe('unchanged production configuration', () => {
  it.each([
    ['test1', 'https://helseid-sts.test.nhn.no'],
    ['prod', 'https://helseid-sts.nhn.no'],
  ] as const)('%s: a client that trusts the CA gets a token from %s', async (environment, issuer) => {
    const { clientId, privateJwk, scope } = demoClient
    const client = createHelseIdClient({
      environment,
      clientId,
      key: privateJwk,
      scopes: [scope],
      fetch: fetchFrom(sts.caCertificate),
    })
    const { accessToken } = await client.getToken()
    expect(JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()).iss).toBe(issuer)
  })

  it('a client that does not trust the CA gets an error that says so', async () => {
    const { clientId, privateJwk, scope } = demoClient
    const client = createHelseIdClient({
      environment: 'test1',
      clientId,
      key: privateJwk,
      scopes: [scope],
      fetch: fetchFrom(),
    })
    await expect(client.getToken()).rejects.toMatchObject({ code: 'discovery_failed' })
  })
})

describe('a CA from `helseid-mock ca create`', () => {
  const folder = () => join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'ca')
  const command = async (...args: string[]) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const exitCode = await run(args)
    const lines = (spy: typeof log) => spy.mock.calls.map(([line]) => String(line)).join('\n')
    return { exitCode, out: lines(log), err: lines(error) }
  }

  it('is created once, with a key that only its owner can read, and can be used repeatedly', async () => {
    const dir = folder()
    const made = await command('ca', 'create', '--dir', dir)
    expect(made.out).toContain(`Start the twin with it: helseid-mock serve --tls --tls-ca ${dir}`)
    expect(statSync(join(dir, 'ca-key.pem')).mode & 0o777).toBe(0o600)
    for (let start = 0; start < 2; start++) {
      await using twin = await startMockSts({ port: 0, tls: true, tlsCa: dir })
      expect(twin.caCertificate).toBe(readFileSync(join(dir, 'ca.pem'), 'utf8'))
    }
    vi.restoreAllMocks()
    expect(await command('ca', 'create', '--dir', dir)).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('already contains a certificate authority'),
    })
    expect((await command('ca', 'create', '--dir', dir, '--if-none')).exitCode).toBe(0)
  })

  it('can be given as PEM text with certificate and key', async () => {
    const dir = folder()
    await command('ca', 'create', '--dir', dir)
    const pem = readFileSync(join(dir, 'ca.pem'), 'utf8') + readFileSync(join(dir, 'ca-key.pem'), 'utf8')
    await using twin = await startMockSts({ port: 0, tls: true, tlsCa: pem })
    expect(twin.caCertificate).toBe(readFileSync(join(dir, 'ca.pem'), 'utf8'))
  })

  it('is read from files with a byte order mark and line ends of Windows', async () => {
    const dir = folder()
    await command('ca', 'create', '--dir', dir)
    const original = readFileSync(join(dir, 'ca.pem'), 'utf8')
    for (const file of ['ca.pem', 'ca-key.pem']) {
      const text = readFileSync(join(dir, file), 'utf8')
      writeFileSync(join(dir, file), `\ufeff${text.replaceAll('\n', '\r\n')}`)
    }
    await using twin = await startMockSts({ port: 0, tls: true, tlsCa: dir })
    expect(twin.caCertificate).toBe(original)
    writeFileSync(join(dir, 'ca.pem'), 'garbled')
    await expect(startMockSts({ port: 0, tls: true, tlsCa: dir })).rejects.toThrow(
      /ca\.pem: not PEM: it has no BEGIN line$/,
    )
  })

  it('is refused with the right setting if a file is given instead of the folder', async () => {
    const dir = folder()
    await command('ca', 'create', '--dir', dir)
    await expect(startMockSts({ port: 0, tls: true, tlsCa: join(dir, 'ca.pem') })).rejects.toThrow(
      /ca\.pem is a file: give the folder with ca\.pem and ca-key\.pem, or .* HELSEID_MOCK_TLS_CA_FILE$/,
    )
  })

  it('is refused if other users can read its key', async () => {
    const dir = folder()
    await command('ca', 'create', '--dir', dir)
    chmodSync(join(dir, 'ca-key.pem'), 0o644)
    await expect(startMockSts({ port: 0, tls: true, tlsCa: dir })).rejects.toThrow(
      /^other users can read .*ca-key\.pem, .*: run `chmod 600 /,
    )
  })

  it('is refused for a name outside its constraints, and accepted for a name inside them', async () => {
    const dir = folder()
    await command('ca', 'create', '--dir', dir, '--name', 'example.internal')
    await expect(startMockSts({ port: 0, tls: true, tlsCa: dir, tlsNames: ['idp.example'] })).rejects.toThrow(
      /may not sign for idp\.example: create one that may, with `helseid-mock ca create --name idp\.example`/,
    )
    await using twin = await startMockSts({ port: 0, tls: true, tlsCa: dir, tlsNames: ['helseid.example.internal'] })
    expect(twin.caCertificate).toBeDefined()
  })

  it.each(['172.17.0.1', 'fd00::5'])('can sign for the IP address %s if created for it', async (address) => {
    const [plain, made] = [folder(), folder()]
    await command('ca', 'create', '--dir', plain)
    await command('ca', 'create', '--dir', made, '--name', address)
    const start = (tlsCa: string) => startMockSts({ port: 0, tls: true, tlsCa, tlsNames: [address] })
    await expect(start(plain)).rejects.toThrow(`may not sign for ${address}`)
    await using twin = await start(made)
    await handshake({
      port: twin.port,
      ca: twin.caCertificate,
      rejectUnauthorized: true,
      checkServerIdentity: (_, certificate) => checkServerIdentity(address, certificate),
    })
  })

  it('cannot sign for other names: clients refuse the certificate', async () => {
    const dir = folder()
    await command('ca', 'create', '--dir', dir)
    const [certificate, key] = ['ca.pem', 'ca-key.pem'].map((file) => readFileSync(join(dir, file), 'utf8')) as [
      string,
      string,
    ]
    const forged = await issueCertificate(
      { certificate, privateKey: createPrivateKey(key) },
      { names: ['nettbank.example'], now: Date.now() },
    )
    const server = createServer({ cert: forged.certificate, key: forged.privateKey }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    await expect(
      handshake({ port, servername: 'nettbank.example', ca: certificate, rejectUnauthorized: true }),
    ).rejects.toMatchObject({
      code: expect.stringMatching(/PERMITTED|CONSTRAINT|UNABLE|INVALID|UNSPECIFIED/),
      message: expect.stringMatching(/permitted subtree violation/),
    })
    server.close()
  })

  it('is refused with one line if it is garbled, has another key, or has expired', async () => {
    const make = async () => {
      const dir = folder()
      await command('ca', 'create', '--dir', dir)
      return ['ca.pem', 'ca-key.pem'].map((file) => readFileSync(join(dir, file), 'utf8')) as [string, string]
    }
    const [[certificate, key], [, otherKey]] = [await make(), await make()]
    const start = (tlsCa: string, now = Date.now) => startMockSts({ port: 0, tls: true, tlsCa, now })
    const garbage = certificate.replace(/[A-Za-z]{20}/, 'A'.repeat(20))
    await expect(start(garbage + key)).rejects.toThrow(
      /^the CA is unusable \(.*\): create one with `helseid-mock ca create`$/,
    )
    await expect(start(certificate + otherKey)).rejects.toThrow(/its private key does not match its certificate/)
    await expect(start(certificate)).rejects.toThrow(/needs both its certificate and its private key/)
    await expect(start(certificate + key, () => Date.now() + 91 * 86_400_000)).rejects.toThrow(/the CA expired at 20/)
  })

  it('can be given in base64, and an error does not repeat any other text', async () => {
    const dir = folder()
    await command('ca', 'create', '--dir', dir)
    const pem = readFileSync(join(dir, 'ca.pem'), 'utf8') + readFileSync(join(dir, 'ca-key.pem'), 'utf8')
    for (const text of [Buffer.from(pem).toString('base64'), pem.replaceAll('\n', '\\n'), pem.replaceAll('\n', ' ')]) {
      await using twin = await startMockSts({ port: 0, tls: true, tlsCa: text })
      expect(twin.caCertificate).toBe(readFileSync(join(dir, 'ca.pem'), 'utf8'))
    }
    const garbled = startMockSts({ port: 0, tls: true, tlsCa: 'secret'.repeat(50) })
    await expect(garbled).rejects.toThrow(/^the CA is neither a folder nor PEM/)
    await expect(garbled).rejects.not.toThrow(/secret/)
  })

  it.each([['192.168.1.256'], [''], ['*.example.internal'], ['a b']])('refuses the name %j', async (name) => {
    const message = new RegExp(
      `^invalid name for a certificate: ${JSON.stringify(name).replaceAll(/[.*]/g, '\\$&')}. Use DNS names`,
    )
    await expect(startMockSts({ port: 0, tls: true, tlsNames: [name] })).rejects.toThrow(
      name === '' ? /tlsNames/ : message,
    )
  })

  it('publishes only its certificate, and is created again when it has expired', async () => {
    const [dir, trust] = [folder(), folder()]
    await command('ca', 'create', '--dir', dir, '--publish', trust, '--days', '1')
    expect(readdirSync(trust)).toEqual(['ca.pem'])
    const first = readFileSync(join(trust, 'ca.pem'), 'utf8')
    await command('ca', 'create', '--if-none', '--dir', dir, '--publish', trust)
    expect(readFileSync(join(trust, 'ca.pem'), 'utf8')).toBe(first)
    vi.setSystemTime(Date.now() + 2 * 86_400_000)
    await command('ca', 'create', '--if-none', '--dir', dir, '--publish', trust)
    vi.useRealTimers()
    expect(readFileSync(join(trust, 'ca.pem'), 'utf8')).not.toBe(first)
  })

  it('is refused with the command to create one if the folder has none', async () => {
    await expect(startMockSts({ port: 0, tls: true, tlsCa: '/no/such' })).rejects.toThrow(
      /^\/no\/such\/ca\.pem does not exist: create a CA with `helseid-mock ca create --dir \/no\/such`/,
    )
  })
})

it('healthcheck --tls succeeds, and fails without --tls', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  expect(await run(['healthcheck', '--tls', '--port', String(sts.port)])).toBe(0)
  expect(await run(['healthcheck', '--port', String(sts.port)])).toBe(1)
})
