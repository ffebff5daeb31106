/** The E rows that need more than the metadata, each against an issuer that passes and one that does not. */
import { createPrivateKey } from 'node:crypto'
import { existsSync, mkdtempSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { base64urlJson } from 'helseid-contract'
import { startMockSts } from 'helseid-mock'
import { UnsecuredJWT } from 'jose'
import { describe, expect, it, onTestFinished } from 'vitest'
import { endpointResult } from '../../mock-sts/checks/sts/endpoint-result.ts'
import { ownAddresses } from '../../mock-sts/checks/sts/own-addresses.ts'
import { restartResult } from '../../mock-sts/checks/sts/restart-result.ts'
import { type KeyChanges, rotationResult } from '../../mock-sts/checks/sts/rotation-result.ts'
import { tlsResult } from '../../mock-sts/checks/sts/tls-result.ts'
import { tokenIdResult } from '../../mock-sts/checks/sts/token-id-result.ts'
import { type HttpRequest, sendRequest } from '../../mock-sts/http/send-request.ts'
import { createAuthority, issueCertificate } from '../../mock-sts/tls/authority.ts'

async function listening(server: Server | ReturnType<typeof createTlsServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}
const json = (body: unknown, status = 200) => Response.json(body, { status })

describe('E10', () => {
  it('passes for the twin with TLS', async () => {
    await using sts = await startMockSts({ port: 0, tls: true })
    expect(await tlsResult(sts.issuer('test'))).toMatchObject({ id: 'E10', outcome: 'passed', findings: [] })
  })

  it('is not reached over plain HTTP', async () => {
    const because = 'The issuer is served over plain HTTP.'
    expect(await tlsResult('http://localhost:8080/test')).toMatchObject({ outcome: 'not reached', because })
  })

  it.each<[string, TlsOptions, readonly object[]]>([
    [
      'that accepts old versions',
      { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
      [{ where: 'TLSv1.1', expected: 'refused', seen: 'accepted' }],
    ],
    [
      'that accepts only TLS 1.2',
      { maxVersion: 'TLSv1.2' },
      [{ where: 'TLSv1.3', expected: 'accepted', seen: expect.stringMatching(/PROTOCOL_VERSION/) }],
    ],
  ])('fails for an issuer %s', async (_, options, findings) => {
    const names = { names: ['issuer.example'], now: Date.now() }
    const { certificate, privateKey } = await createAuthority(names)
    const server = await issueCertificate({ certificate, privateKey: createPrivateKey(privateKey) }, names)
    const port = await listening(createTlsServer({ cert: server.certificate, key: server.privateKey, ...options }))
    expect(await tlsResult(`https://127.0.0.1:${port}/test`)).toMatchObject({ outcome: 'failed', findings })
  })
})

describe('E10, given the answer to each version', () => {
  const requested = (answers: Record<string, string>) =>
    tlsResult('https://issuer.example/test', async (_issuer, version) => answers[version] ?? 'accepted')
  it.each<[string, Record<string, string>, object]>([
    ['passes if 1.1 is refused', { 'TLSv1.1': 'ECONNRESET' }, { outcome: 'passed' }],
    ['is not reached if 1.1 is not answered', { 'TLSv1.1': 'no answer within 10000 ms' }, { outcome: 'not reached' }],
    [
      'is not reached if 1.1 cannot be offered',
      { 'TLSv1.1': 'ERR_SSL_NO_PROTOCOLS_AVAILABLE' },
      { outcome: 'not reached' },
    ],
    [
      'fails if 1.1 cannot be offered and 1.2 is refused',
      { 'TLSv1.1': 'ERR_SSL_NO_PROTOCOLS_AVAILABLE', 'TLSv1.2': 'ECONNRESET' },
      { outcome: 'failed', findings: [{ where: 'TLSv1.2', expected: 'accepted', seen: 'ECONNRESET' }] },
    ],
  ])('%s', async (_, answers, result) => {
    expect(await requested(answers)).toMatchObject(result)
  })
})

describe('E11', () => {
  const tokens = (jti: (index: number) => unknown) => {
    let index = 0
    return async () => ({ answered: '200', accessToken: new UnsecuredJWT({ jti: jti(index++) as string }).encode() })
  }
  /** Numbers that look random but are the same in every run. */
  const random = (index: number) => {
    let state = BigInt(index + 1) * 0x9e3779b97f4a7c15f39cc0605cedc835n
    state ^= state >> 61n
    return BigInt.asUintN(128, state * 0xd1342543de82ef95a3d5c0f3c1b2e6a7n)
  }
  const hex = (number: bigint) => number.toString(16).toUpperCase().padStart(32, '0')

  it('passes for 128 random bits', async () => {
    const result = await tokenIdResult(
      tokens((index) => hex(random(index))),
      10_000,
    )
    expect(result).toMatchObject({ id: 'E11', outcome: 'passed', requires: expect.stringContaining('10000 tokens') })
  })

  it.each<[string, (index: number) => unknown, string]>([
    ['a counter', (index) => hex(BigInt(index)), '122 of them identical in every token'],
    ['a UUID without its hyphens', (index) => uuid(hex(random(index))), '6 of them identical in every token'],
    ['a repeated id', (index) => hex(random(index % 45)), `${hex(random(0))} twice`],
    ['lower case', (index) => hex(random(index)).toLowerCase(), hex(random(0)).toLowerCase()],
    ['no jti', () => undefined, 'none'],
  ])('is learned for %s', async (_, jti, seen) => {
    expect(await tokenIdResult(tokens(jti), 50)).toMatchObject({ outcome: 'learned', findings: [{ seen }] })
  })
  /** Version 4, variant 2: https://www.rfc-editor.org/rfc/rfc9562#section-5.4 */
  const uuid = (digits: string) =>
    `${digits.slice(0, 12)}4${digits.slice(13, 16)}${'89AB'[Number.parseInt(digits[16] as string, 16) % 4]}${digits.slice(17)}`

  it('is not reached without a token, or if the token is not a JWT', async () => {
    expect(await tokenIdResult(async () => ({ answered: '400 invalid_client' }), 50)).toMatchObject({
      outcome: 'not reached',
      because: 'The issuer did not issue a token: 400 invalid_client.',
    })
    expect(await tokenIdResult(async () => ({ answered: '200', accessToken: 'opaque' }), 50)).toMatchObject({
      because: 'The access tokens are not JWTs.',
    })
  })
})

describe('E21', () => {
  const document = {
    token_endpoint: 'https://issuer.example/token',
    authorization_endpoint: 'https://issuer.example/authorize',
    revocation_endpoint: 'https://issuer.example/revoke',
  }
  it.each<[string, Response, string | undefined]>([
    ['passes for 400 with an OAuth error', json({ error: 'invalid_request' }, 400), undefined],
    ['passes for an implemented endpoint', new Response(null, { status: 302 }), undefined],
    ['passes for 401, which a revocation endpoint may answer', json({ error: 'invalid_client' }, 401), undefined],
    ['is learned for 404', new Response('Not found', { status: 404 }), '404'],
    ['is learned for 501', json({ error: 'server_error' }, 501), '501'],
    [
      'is learned for 400 with a web page',
      new Response('<p>', { status: 400, headers: { 'content-type': 'text/html' } }),
      '400, text/html',
    ],
    ['is learned for 400 without an OAuth error', json({ message: 'no' }, 400), '400 without error'],
  ])('%s', async (_, response, seen) => {
    const requested: string[] = []
    const send = async ({ method = '', url }: HttpRequest) => {
      requested.push(`${method} ${url}`)
      return response.clone()
    }
    const { outcome, findings } = await endpointResult(document, send)
    expect(requested).toEqual(['GET https://issuer.example/authorize', 'POST https://issuer.example/revoke'])
    const where = ['GET authorization_endpoint', 'POST revocation_endpoint']
    expect([outcome, findings.map((one) => [one.where, one.seen])]).toEqual(
      seen === undefined ? ['passed', []] : ['learned', where.map((name) => [name, seen])],
    )
  })
})

it('an endpoint that does not answer is a finding, and the other endpoints are still called (E21)', async () => {
  const send = async ({ url }: HttpRequest) => {
    if (url.endsWith('/authorize')) throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') })
    return json({ error: 'invalid_request' }, 400)
  }
  const addresses = {
    authorization_endpoint: 'https://issuer.example/authorize',
    userinfo_endpoint: 'https://issuer.example/me',
  }
  expect(await endpointResult(addresses, send)).toMatchObject({
    outcome: 'learned',
    findings: [{ where: 'GET authorization_endpoint', seen: 'no answer: connect ECONNREFUSED' }],
  })
})

it('only URLs with the issuer’s own origin are called, whatever else the metadata names', () => {
  const document = {
    issuer: 'https://issuer.example/test',
    jwks_uri: 'https://issuer.example/test/jwks',
    authorization_endpoint: 'https://helseid-sts.nhn.no/connect/authorize',
    userinfo_endpoint: 'http://issuer.example/me',
    token_endpoint: '/token',
    grant_types_supported: ['client_credentials'],
  }
  const { issuer, jwks_uri } = document
  expect(ownAddresses(JSON.stringify(document), issuer)).toEqual({ issuer, jwks_uri })
  expect(ownAddresses('not JSON', issuer)).toEqual({})
})

describe('E22', () => {
  /** An issuer with one deviation. */
  function issuer(
    deviation?: 'drops the old key at once' | 'signs with the new key before it is activated' | 'keeps no retired key',
  ) {
    let [current, expired, signs] = [['A'], ['Z'], 'A']
    const changes: KeyChanges = {
      async publish() {
        current = [...current, 'B']
        if (deviation === 'signs with the new key before it is activated') signs = 'B'
        return 'B'
      },
      async activate(kid) {
        signs = kid
        if (deviation === 'drops the old key at once') current = [kid]
      },
      async retire(kid) {
        current = current.filter((one) => one !== kid)
        if (deviation !== 'keeps no retired key') expired = [...expired, kid]
      },
    }
    const keysOf = (kids: readonly string[]) => json({ keys: kids.map((kid) => ({ kid })) })
    return rotationResult({
      document: { jwks_uri: 'https://issuer.example/jwks', expired_jwks_uri: 'https://issuer.example/expired' },
      send: async ({ url }) => keysOf(url.endsWith('/jwks') ? current : expired),
      getToken: async () => ({
        answered: '200',
        accessToken: `${base64urlJson({ alg: 'RS256', kid: signs })}.e30.x`,
      }),
      changes,
    })
  }

  it('passes if both keys overlap and the old key then moves to expired_jwks_uri', async () => {
    expect(await issuer()).toMatchObject({ id: 'E22', outcome: 'passed', findings: [] })
  })

  it.each([
    ['drops the old key at once', { where: 'after activating it: jwks_uri', expected: 'A, B', seen: 'B' }],
    [
      'signs with the new key before it is activated',
      { where: 'after publishing a new key: kid of a new token', expected: 'A', seen: 'B' },
    ],
    ['keeps no retired key', { where: 'after retiring the old key: expired_jwks_uri', expected: 'A, Z', seen: 'Z' }],
  ] as const)('is learned for an issuer that %s', async (deviation, finding) => {
    expect(await issuer(deviation)).toMatchObject({ outcome: 'learned', findings: [finding] })
  })
})

describe('E12', () => {
  /** An issuer whose keys change once a file exists. */
  async function issuer(touch: string) {
    const file = join(mkdtempSync(join(tmpdir(), 'restart-')), 'restarted')
    const server = createServer((_request, response) => {
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify({ keys: [{ kid: existsSync(file) ? 'B' : 'A', n: 'modulus-of-it' }] }))
    })
    const jwks = `http://127.0.0.1:${await listening(server)}/jwks`
    return restartResult({ jwks, send: sendRequest, command: touch.replace('FILE', `"${file}"`) })
  }

  it('passes if the keys are the same after the command, even if a process it started keeps running', async () => {
    expect(await issuer('sleep 5 &')).toMatchObject({ id: 'E12', outcome: 'passed', findings: [] })
  })

  it('is learned if the keys differ', async () => {
    const finding = { expected: 'A (modulus-…)', seen: 'B (modulus-…)' }
    expect(await issuer('touch FILE')).toMatchObject({ outcome: 'learned', findings: [finding] })
  })

  it('is not reached if the issuer publishes no keys', async () => {
    const restarted = await restartResult({ jwks: undefined, send: sendRequest, command: 'exit 4' })
    expect(restarted).toMatchObject({ outcome: 'not reached', because: 'The issuer publishes no keys.' })
  })

  it('is not reached if the restart command fails', async () => {
    expect(await issuer('exit 3')).toMatchObject({
      outcome: 'not reached',
      because: 'The restart command failed: exit code 3.',
    })
  })
})
