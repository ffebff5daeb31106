/** `explain` of a call of an API: judged by RFC 9449 7.1 and 4.3, not as a token request. */
import { createHash } from 'node:crypto'
import { publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock, type MintOptions } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { explain } from '../../../mock-sts/explain/explain.ts'
import type { ExplainOptions } from '../../../mock-sts/explain/explanation.ts'
import { readPasted, selected } from '../../../mock-sts/explain/read-pasted.ts'
import { send, start } from '../endpoints/case-harness.ts'

const url = 'https://api.example/things?page=1'
const twin = createHelseIdMock({ now: () => start * 1000 })
const minted = (options: MintOptions = {}) =>
  twin.mint({
    audience: 'nhn:example',
    scopes: ['nhn:example/a'],
    proof: { url: 'https://api.example/things' },
    ...options,
  })

interface Call {
  readonly scheme?: string
  readonly method?: string
  readonly path?: string
  readonly token?: string
  readonly proof?: string | undefined
}

async function call({ scheme = 'DPoP', method = 'GET', path = '/things?page=1', ...given }: Call = {}) {
  const { accessToken, proof = '' } = await minted()
  const { token = accessToken, proof: sentProof = proof } = given
  return [
    `${method} ${path} HTTP/1.1`,
    'Host: api.example',
    `Authorization: ${scheme} ${token}`,
    ...('proof' in given && given.proof === undefined ? [] : [`DPoP: ${sentProof}`]),
    '',
    '',
  ].join('\r\n')
}

function judged(text: string, options?: ExplainOptions) {
  const { what, verdict, signature } = explain(text, options)
  const broken = verdict.rules.filter(({ outcome, severity }) => outcome === 'broken' && severity === 'reject')
  return { what, signature, outcome: verdict.outcome, broken: broken.map(({ id }) => id), answer: verdict.answer }
}

describe('explain of an API call', () => {
  it('finds nothing wrong with a good one, and says that the signature of the token was not verified', async () => {
    const text = await call()
    expect(judged(text)).toMatchObject({
      what: 'API call',
      outcome: 'nothing wrong',
      broken: [],
      signature: 'not verified',
    })
    expect(explain(text).notChecked.find(({ required }) => required)).toEqual({
      what: 'the signature of the token',
      because: 'no key was given: use --jwk with the key or the JWKS of the issuer',
      required: true,
    })
  })

  it('verifies the token with the keys of the issuer', async () => {
    const issuer = 'http://localhost:8080/test'
    const jwks = await (await twin.handle(new Request(`${issuer}/.well-known/openid-configuration/jwks`))).json()
    const { keys } = jwks as { keys: never[] }
    const { accessToken } = await minted()
    expect(judged(accessToken, { keys })).toMatchObject({ what: 'access token', signature: 'verified', broken: [] })
    const other = publicJwk((await send({})).context.key('registered'))
    expect(judged(await call(), { keys: [other as never] })).toMatchObject({
      signature: 'does not verify',
      broken: ['token-signature'],
      answer: { status: 401, error: 'invalid_token' },
    })
  })

  it('reads it as a curl command', async () => {
    const { accessToken, proof } = await minted()
    expect(judged(`curl -H 'Authorization: DPoP ${accessToken}' -H 'DPoP: ${proof}' '${url}'`)).toMatchObject({
      what: 'API call',
      broken: [],
    })
  })

  it.each<[string, () => Promise<Call>, string[]]>([
    ['the scheme Bearer with a bound token', async () => ({ scheme: 'Bearer' }), ['token-scheme']],
    ['another method', async () => ({ method: 'POST' }), ['proof-htm']],
    ['another path', async () => ({ path: '/other' }), ['proof-htu']],
    ['no proof', async () => ({ proof: undefined }), ['proof-present']],
    ['the token of another request', async () => ({ token: (await minted()).accessToken }), ['proof-ath', 'proof-key']],
    [
      'an ID token’s typ',
      async () => {
        const { accessToken = '', proof } = await minted({ header: { typ: 'JWT' } })
        return { token: accessToken, proof }
      },
      ['token-typ'],
    ],
    [
      'an expired token',
      async () => {
        const { accessToken, proof } = await minted({ broken: ['expired-token'] })
        return { token: accessToken, proof }
      },
      ['token-exp-not-passed'],
    ],
    [
      'a token that is not a JWT',
      async () => {
        const proof = (await minted()).proof
        return { token: 'opaque', proof }
      },
      ['token-typ', 'proof-ath'],
    ],
  ])('refuses %s', async (_, change, rules) => {
    expect(judged(await call(await change())).broken).toEqual(rules)
  })

  it('gives the right hash for ath: that of the token which the call sends', async () => {
    const { accessToken } = await minted()
    const found = explain(await call({ token: accessToken })).verdict.rules.find(({ id }) => id === 'proof-ath')
    expect(found?.expected).toBe(createHash('sha256').update(accessToken).digest('base64url'))
  })

  it('only warns of a bearer token without a proof, because some APIs accept it', async () => {
    const { accessToken } = await twin.mint({ audience: 'nhn:example', scopes: ['nhn:example/a'], bearer: true })
    const text = await call({ scheme: 'Bearer', token: accessToken, proof: undefined })
    expect(judged(text)).toMatchObject({ what: 'API call', broken: [], outcome: 'nothing wrong' })
    expect(explain(text).verdict.rules.find(({ id }) => id === 'token-bound')).toMatchObject({
      outcome: 'broken',
      severity: 'warn',
    })
  })

  it('is judged in addition to the token request before it in the same text', async () => {
    const { answer } = await send({})
    const { method, url: address, headers, body } = answer.request
    const request = [`${method} ${address} HTTP/1.1`, ...headers.map((field) => field.join(': ')), '', body].join('\n')
    const { judged: found } = selected(readPasted(`${request}\n${await call()}`))
    expect(found.map(({ what }) => what)).toEqual(['token request', 'API call'])
  })
})

describe('explain of a proof on its own', () => {
  const proofWith = async (claims: Record<string, string>) => (await send({ proof: { claims } })).answer.request.proof

  // RFC 9449 4.2: htm and htu are those of the call, and ath is required with an access token.
  it('with ath is judged by the rules of API calls, not of the token endpoint', async () => {
    const { proof } = await minted()
    const explanation = explain(proof as string)
    expect(judged(proof as string)).toMatchObject({
      what: 'DPoP proof',
      signature: 'verified',
      outcome: 'nothing wrong',
      broken: [],
    })
    expect(explanation.calls).toBe('https://api.example/things')
    expect(explanation.notChecked.filter(({ required }) => required).map(({ what }) => what)).toEqual([
      'the method in the proof',
      'the address in the proof',
      'the hash of the access token in the proof',
    ])
  })

  it('whose htu is not a token endpoint is for an API call: only ath is missing', async () => {
    const proof = await proofWith({ htm: 'GET', htu: 'https://api.example/things' })
    expect(judged(proof).broken).toEqual(['proof-ath'])
  })

  it.each(['https://helseid-sts.test.nhn.no', 'https://helseid-sts.test.nhn.no/connect/token?x=1'])(
    'with the htu %s is for the token endpoint',
    async (htu) => {
      expect(judged(await proofWith({ htm: 'GET', htu })).broken).toContain('proof-htm')
    },
  )

  it('whose signature is not shown is not judged by it', async () => {
    const { proof = '' } = await minted()
    const unsigned = proof.replace(/[^.]+$/, '')
    expect(judged(unsigned)).toMatchObject({ signature: 'not verified', broken: [] })
  })
})
