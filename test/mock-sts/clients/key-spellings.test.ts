/** The same key in other spellings, wherever the twin reads a JWK or certificate. */
import { createHash, X509Certificate } from 'node:crypto'
import { type Jwk, publicJwk, type Recipe, signJws } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { helseIdMatchers } from 'helseid-mock/vitest'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { explain } from '../../../mock-sts/explain/explain.ts'
import certificates from '../../keys/certificates.json' with { type: 'json' }
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { jwkSpellings, pemSpellings } from '../../keys/spellings.ts'
import { demoClient } from '../demo/demo-client.ts'
import { caseContext, exchangeWith, start } from '../endpoints/case-harness.ts'

const origin = 'http://localhost:8080'
const registered = publicJwk(keyRing.registered as Jwk)
const derOf = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '')
const thumbprintOf = (pem: string) => new X509Certificate(pem).fingerprint.replaceAll(':', '')
const client = { clientId: 'example-client', scopes: ['nhn:example/a', 'nhn:example/b'] }

/** Status and error of a token request of the client. */
async function ask(keys: object, recipe: Recipe = {}) {
  const twin = createHelseIdMock({ now: () => start * 1000, clients: [{ ...client, ...keys } as never] })
  const { status, body } = await exchangeWith(recipe, caseContext(twin, {}))
  const broken = twin.requests
    .at(-1)
    ?.verdict?.rules.filter(({ outcome, severity }) => outcome === 'broken' && severity !== 'off')
  return { status, body: JSON.parse(body) as Record<string, string>, broken: broken?.map(({ id }) => id) }
}
const good = { status: 200, broken: [] }

async function post(twin: ReturnType<typeof createHelseIdMock>, path: string, body: unknown, headers = {}) {
  const request = new Request(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const answer = await twin.handle(request)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

describe.each(jwkSpellings)('a JWK %s', (_, spell) => {
  const rsa = spell(registered)
  const ec = spell(publicJwk(keyRing.ec as Jwk))
  const x5c = [derOf(certificates.registered)]

  it('is registered as the same key', async () => {
    expect(await ask({ jwks: { keys: [rsa] } })).toMatchObject(good)
    const recipe: Recipe = { assertion: { key: 'ec' } }
    expect(await ask({ jwks: { keys: [registered, ec] } }, recipe)).toMatchObject(good)
  })

  it('is the key of its certificate', async () => {
    expect(await ask({ jwks: { keys: [{ ...rsa, x5c }] } })).toMatchObject(good)
    const recipe: Recipe = { assertion: { key: 'ec' } }
    expect(await ask({ jwks: { keys: [registered, { ...ec, x5c: [derOf(certificates.ec)] }] } }, recipe)).toMatchObject(
      good,
    )
  })

  it('is still not the key of another certificate', async () => {
    const other = { ...spell(publicJwk(keyRing.second as Jwk)), x5c }
    await expect(ask({ jwks: { keys: [other] } })).rejects.toThrow(/x5c\/0 is the certificate of another key/)
  })

  it('is accepted by the control plane', async () => {
    const twin = createHelseIdMock({ now: () => start * 1000 })
    const registration = { ...client, jwks: { keys: [rsa] } }
    expect((await post(twin, '/_mock/clients', registration)).status).toBe(201)
    expect((await exchangeWith({}, caseContext(twin, {}))).status).toBe(200)
  })

  it('is accepted in a draft at Selvbetjening, and listed by its thumbprint', async () => {
    const twin = createHelseIdMock()
    const draft = {
      organizationNumber: '994598759',
      publicJwk: { ...ec, kid: null },
      apiScopes: ['nhn:selvbetjening/client'],
      postClientConfirmationRedirectUri: 'http://localhost:1337/callback',
    }
    const answer = await post(twin, '/selvbetjening/test/v1/client-drafts', draft, { 'api-key': 'k' })
    expect(answer).toMatchObject({ status: 200, body: { clientId: expect.any(String) } })
    const clientId = String(answer.body.clientId)
    await twin.confirmClient(clientId)
    const url = `${origin}/selvbetjening/test/v1/client-secret`
    const requested = { clientId, audience: 'nhn:selvbetjening', scopes: ['nhn:selvbetjening/client'], proof: { url } }
    const { accessToken, proof } = (await post(twin, '/_mock/tokens', requested)).body
    const headers = { authorization: `DPoP ${accessToken}`, dpop: String(proof) }
    const listed = await twin.handle(new Request(url, { headers }))
    expect([listed.status, await listed.json()]).toEqual([
      200,
      [expect.objectContaining({ kid: null, jwkThumbprint: keyRing.ec.kid })],
    ])
  })

  it('in a proof is accepted by the token endpoint and by the twin’s API, under one thumbprint', async () => {
    const { kid: jkt, ...proofKey } = keyRing.proof
    const jwk = spell(publicJwk(proofKey))
    const answer = await ask({ jwks: { keys: [registered] } }, { proof: { header: { jwk: jwk as never } } })
    expect(answer).toMatchObject(good)
    expect(decodeJwt(String(answer.body.access_token))).toMatchObject({ cnf: { jkt } })

    const twin = createHelseIdMock({ clients: [demoClient.registration] })
    const url = `${origin}/nhn-api/test/hello`
    const requested = { clientId: demoClient.clientId, proofKey, scopes: [demoClient.scope] }
    const accessToken = String((await post(twin, '/_mock/tokens', requested)).body.accessToken)
    const ath = createHash('sha256').update(accessToken).digest('base64url')
    const claims = { jti: 'P', htm: 'GET', htu: url, iat: Math.floor(Date.now() / 1000), ath }
    const proof = signJws({ alg: 'ES256', typ: 'dpop+jwt', jwk }, claims, proofKey, 'ES256')
    const response = await twin.handle(
      new Request(url, { headers: { authorization: `DPoP ${accessToken}`, dpop: proof } }),
    )
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({ client_id: demoClient.clientId }),
    ])
  })

  it('is a proofKey of mint, and toBeDpopBoundTo recognises it', async () => {
    const { kid: jkt, ...proofKey } = keyRing.proof
    const twin = createHelseIdMock()
    const minted = await twin.mint({ proofKey: spell(proofKey) as Jwk, proof: { url: origin } })
    expect(minted.claims).toMatchObject({ cnf: { jkt } })
    expect(decodeJwt(String(minted.proof))).toMatchObject({ htu: `${origin}/` })
    expect(helseIdMatchers.toBeDpopBoundTo(minted.accessToken, spell(publicJwk(proofKey)) as Jwk).pass).toBe(true)
  })

  it('is a key that explain verifies with', () => {
    const claims = {
      iss: 'c',
      sub: 'c',
      aud: 'https://helseid-sts.test.nhn.no',
      iat: start,
      nbf: start,
      exp: start + 10,
      jti: 'J',
    }
    const header = { alg: 'PS256', typ: 'client-authentication+jwt', kid: keyRing.registered.kid }
    const jwt = signJws(header, claims, keyRing.registered, 'PS256')
    const { verdict } = explain(jwt, { keys: [rsa as never], at: start } as never)
    expect(verdict.rules.find(({ id }) => id === 'signature-verifies')).toMatchObject({ outcome: 'passed' })
  })
})

describe.each(pemSpellings)('a certificate in PEM %s', (_, spell) => {
  it('is registered as the same certificate', async () => {
    const recipe: Recipe = { assertion: { header: { kid: thumbprintOf(certificates.registered) } } }
    expect(await ask({ certificates: [spell(certificates.registered)] }, recipe)).toMatchObject(good)
  })
})

describe('a key that cannot be used is refused when it is registered', () => {
  const { d: _d, ...ed25519 } = keyRing.ed25519
  it.each<[string, object, RegExp]>([
    [
      'Ed25519',
      { jwks: { keys: [ed25519] } },
      /\/jwks\/keys\/0 has a key of type Ed25519: use one with an RSA key, or EC on P-256, P-384 or P-521/,
    ],
    [
      'secp256k1',
      { jwks: { keys: [publicJwk(keyRing.secp256k1 as Jwk)] } },
      /\/jwks\/keys\/0 has a key of type secp256k1/,
    ],
    [
      'a certificate on secp256k1',
      { certificates: [certificates.secp256k1] },
      /\/certificates\/0 has a key of type secp256k1: use one with an RSA or EC key/,
    ],
    [
      'an n that is …',
      { jwks: { keys: [{ ...registered, n: '…' }] } },
      /is not a usable public key: .*\(n contains characters that are not base64url\)/,
    ],
    [
      'an n that is a number',
      { jwks: { keys: [{ ...registered, n: 7 }] } },
      /\(n must be base64url text, not number\)/,
    ],
    ['an e that is null', { jwks: { keys: [{ ...registered, e: null }] } }, /\(e is missing\)/],
    [
      'a point off its curve',
      { jwks: { keys: [{ ...publicJwk(keyRing.ec as Jwk), x: keyRing.ec.y }] } },
      /\(its point is not on its curve\)/,
    ],
    [
      'an n that is … next to x5c',
      { jwks: { keys: [{ ...registered, n: '…', x5c: [derOf(certificates.registered)] }] } },
      /is not a usable public key: n contains characters/,
    ],
    ['a private key', { jwks: { keys: [{ ...keyRing.ec, oth: [] }] } }, /is a private key \(members d\)/],
    [
      'a certificate without END on one line',
      { certificates: ['-----BEGIN CERTIFICATE-----MIIB'] },
      /is not a certificate: .*\(this PEM is on one line, and it has no END line/,
    ],
    [
      'a private key on one line without white space',
      { certificates: ['-----BEGINPRIVATEKEY-----MC4C-----ENDPRIVATEKEY-----'] },
      /contains a private key/,
    ],
  ])('%s', async (_, keys, message) => {
    await expect(ask(keys)).rejects.toThrow(message)
  })

  it('a proof with an x that is … is refused with the reason', async () => {
    const jwk = { ...publicJwk(keyRing.proof as Jwk), x: '…' }
    const twin = createHelseIdMock({ now: () => start * 1000, clients: [{ ...client, jwks: { keys: [registered] } }] })
    await exchangeWith({ proof: { header: { jwk: jwk as never } } }, caseContext(twin, {}))
    const rule = twin.requests.at(-1)?.verdict?.rules.find(({ id }) => id === 'proof-jwk')
    expect(rule).toMatchObject({
      outcome: 'broken',
      seen: expect.stringMatching(/: x contains characters that are not base64url$/),
    })
  })
})
