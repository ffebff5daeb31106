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

/** The same call as libraries log it: not an HTTP message. */
const logged: readonly [string, (call: { token: string; proof: string; headers: readonly string[] }) => string][] = [
  ['OkHttp', ({ headers }) => [`--> GET ${url}`, ...headers, '--> END GET', `<-- 401 ${url} (3ms)`].join('\n')],
  [
    'Feign',
    ({ headers }) =>
      [`---> GET ${url} HTTP/1.1`, ...headers, '---> END HTTP']
        .map((line) => `12:26:40 DEBUG [Api#get] ${line}`)
        .join('\n'),
  ],
  [
    'the wire log of Apache HttpClient',
    ({ headers }) =>
      ['GET /things?page=1 HTTP/1.1', 'Host: api.example', ...headers, '']
        .map((line) => `12:26:40 DEBUG wire - http-outgoing-0 >> "${line}[\\r][\\n]"`)
        .join('\n'),
  ],
  [
    '.NET’s HttpRequestMessage',
    ({ headers }) =>
      `Method: GET, RequestUri: '${url}', Version: 1.1, Content: <null>, Headers:\n{\n  ${headers.join('\n  ')}\n}`,
  ],
  [
    'ASP.NET Core',
    ({ headers }) =>
      `Request:\nMethod: GET\nScheme: https\nPathBase: \nPath: /things\nHost: api.example\n${headers.join('\n')}`,
  ],
  [
    'Python’s http.client',
    ({ headers }) => `send: b'GET /things?page=1 HTTP/1.1\\r\\nHost: api.example\\r\\n${headers.join('\\r\\n')}\\r\\n'`,
  ],
  [
    'axios',
    ({ token, proof }) =>
      JSON.stringify({ config: { url, method: 'get', headers: { Authorization: `DPoP ${token}`, DPoP: proof } } }),
  ],
  [
    'pino',
    ({ token, proof }) => {
      const headers = { host: 'api.example', authorization: `DPoP ${token}`, dpop: proof }
      return JSON.stringify({ req: { method: 'GET', url: '/things?page=1', headers } })
    },
  ],
  [
    'REST Assured',
    ({ token, proof }) =>
      `Request method:\tGET\nRequest URI:\t${url}\nHeaders:\t\tAuthorization=DPoP ${token}\n\t\t\t\tDPoP=${proof}`,
  ],
  [
    'Ktor',
    ({ headers }) =>
      `REQUEST: ${url}\nMETHOD: HttpMethod(value=GET)\nCOMMON HEADERS\n${headers.map((line) => `-> ${line}`).join('\n')}`,
  ],
  ['headings', ({ headers }) => `GET ${url}\n\nHeaders:\n  ${headers.join('\n  ')}`],
]

describe('explain of an API call in a log', () => {
  const textOf = async (spell: (typeof logged)[number][1], proofUrl: string, method: string, scheme = 'DPoP') => {
    const { accessToken: token, proof = '' } = await minted({ proof: { url: proofUrl, method } })
    return spell({ token, proof, headers: [`Authorization: ${scheme} ${token}`, `DPoP: ${proof}`] })
  }

  it.each(logged)('%s: method and address are compared with those in the proof', async (_, spell) => {
    const right = judged(await textOf(spell, 'https://api.example/things', 'GET'))
    expect(right).toMatchObject({ what: 'API call', outcome: 'nothing wrong', broken: [] })
    expect(judged(await textOf(spell, 'https://api.example/things', 'POST')).broken).toEqual(['proof-htm'])
    expect(judged(await textOf(spell, 'https://api.example/other', 'GET')).broken).toEqual(['proof-htu'])
  })

  it('two headers alone are a call without method and address', async () => {
    const text = await textOf(({ headers }) => headers.join('\n'), url, 'POST')
    expect(judged(text)).toMatchObject({ what: 'API call', broken: [] })
    expect(judged(await textOf(({ headers }) => headers.join('\n'), url, 'GET', 'Bearer')).broken).toEqual([
      'token-scheme',
    ])
  })

  it('token and proof alone belong together, and their scheme is not shown', async () => {
    const { accessToken } = await minted()
    const { proof } = await minted()
    const { verdict } = explain(`token ${accessToken}, proof ${proof}`)
    expect(verdict.rules.find(({ id }) => id === 'token-scheme')?.because).toBe(
      'the text shows a token and a proof alone',
    )
    expect(judged(`token ${accessToken}, proof ${proof}`).broken).toEqual(['proof-ath', 'proof-key'])
  })

  it.each([
    ['two requests', `GET ${url}\nPOST https://api.example/other`],
    ['the address of the keys', 'GET https://helseid-sts.test.nhn.no/.well-known/openid-configuration/jwks'],
    ['a page about the error', 'see https://aka.ms/error'],
  ])('of %s no address is taken', async (_, line) => {
    const text = await textOf(({ headers }) => `log: ${line} failed\n${headers.join('\n')}`, url, 'GET')
    expect(judged(text)).toMatchObject({ what: 'API call', broken: [] })
  })

  it('a proof for the token endpoint is judged on its own', async () => {
    const { proof } = (await send({})).answer.request
    const { accessToken } = await minted()
    const found = selected(readPasted(`proof: ${proof}\ntoken: ${accessToken}`)).judged
    expect(found.map(({ what }) => what)).toEqual(['DPoP proof', 'access token'])
  })

  it.each([
    'method: GET ',
    'GET http://a ',
    'GET / HTTP/1.1 ',
    'host: a ',
    'url: http://a ',
    'path: / ',
    'scheme: http ',
  ])('is found in one pass: %j again and again', async (part) => {
    const headers = await textOf(({ headers: given }) => given.join('\n'), url, 'GET')
    expect(readPasted(`${headers}\n${part.repeat(200_000 / part.length)}`)).toHaveLength(1)
  })
})

describe('what a text leaves out of a call is not judged', () => {
  it.each(['DPoP ***', '[REDACTED]', 'DPoP eyJhbGciOi...', '<hidden>'])(
    'the value of Authorization is left out as %s',
    async (value) => {
      const text = (await call()).replace(/(Authorization: ).*/, `$1${value}`)
      expect(judged(text)).toMatchObject({ what: 'API call', broken: [] })
    },
  )
})

describe('a command that sends its token as Bearer', () => {
  it.each([
    ['curl --oauth2-bearer', (token: string) => `curl ${url} --oauth2-bearer ${token}`],
    ['HTTPie', (token: string) => `http ${url} -A bearer -a ${token}`],
    ['HTTPie with =', (token: string) => `https api.example/things --auth-type=bearer --auth=${token}`],
  ])('%s', async (_, spell) => {
    const { accessToken, proof } = await minted()
    const dpop = spell('').startsWith('curl') ? `-H 'DPoP: ${proof}'` : `DPoP:${proof}`
    expect(judged(`${spell(accessToken)} ${dpop}`)).toMatchObject({ what: 'API call', broken: ['token-scheme'] })
  })

  it('lacks a proof, also if the text shows one that it does not send', async () => {
    const { accessToken, proof } = await minted()
    const text = `curl ${url} -H 'Authorization: DPoP ${accessToken}'\nthe proof was ${proof}`
    expect(judged(text).broken).toEqual(['proof-present'])
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
