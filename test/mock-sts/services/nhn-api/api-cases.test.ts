/** The D cases against the twin’s protected API, with tokens and proofs minted by the twin. */
import { request as httpRequest } from 'node:http'
import { base64urlJson } from 'helseid-contract'
import { type Minted, type MintOptions, type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let sts: StartedMockSts
let api: string
beforeAll(async () => {
  sts = await startMockSts({ port: 0 })
  api = `${sts.origin}/nhn-api/test/hello`
})
afterAll(() => sts.close())

interface Call {
  readonly method?: string
  readonly scheme?: 'DPoP' | 'Bearer'
  /** The value of each `DPoP` header. Default: the minted proof. */
  readonly proofs?: (minted: Minted) => readonly string[]
  readonly token?: (minted: Minted) => string | undefined
}

const good: MintOptions = { organization: { parent: '994598759' } }

async function called(options: MintOptions, { method = 'GET', scheme = 'DPoP', proofs, token }: Call = {}) {
  const minted = await sts.mint({ ...good, ...options, proof: { url: api, method: 'GET', ...options.proof } })
  const accessToken = token ? token(minted) : minted.accessToken
  return sent(method, {
    ...(accessToken !== undefined && { Authorization: `${scheme} ${accessToken}` }),
    DPoP: proofs ? proofs(minted) : [String(minted.proof)],
  })
}

async function sent(method: string, headers: Record<string, string | readonly string[]>) {
  return new Promise<{ status: number | undefined; challenge: string }>((resolve, reject) => {
    const request = httpRequest(api, { method, headers: headers as never }, (response) => {
      response.resume()
      resolve({ status: response.statusCode, challenge: String(response.headers['www-authenticate'] ?? '') })
    })
    request.on('error', reject)
    request.end()
  })
}

const claims = (value: Record<string, unknown>): MintOptions => ({ claims: value })
const proof = (broken: NonNullable<MintOptions['proof']>['broken']): MintOptions => ({
  proof: { url: api, ...(broken && { broken }) },
})
const now = () => Math.floor(Date.now() / 1000)
const tampered = ({ accessToken, claims }: Minted) => {
  const [header, , signature] = accessToken.split('.')
  return `${header}.${base64urlJson({ ...claims, client_id: 'another-client' })}.${signature}`
}

describe('the protected API accepts', () => {
  it.each<[string, MintOptions]>([
    ['D33 good token, good proof', {}],
    ['D34 the same with token typ JWT', { header: { typ: 'JWT' } }],
  ])('%s', async (_, options) => {
    expect((await called(options)).status).toBe(200)
  })
})

/** The pattern matches the challenge, whose `error` is the reason of the refusal. */
describe('the protected API refuses, for the right reason,', () => {
  it.each<[string, () => MintOptions, number, RegExp, Call?]>([
    ['D01 DPoP-bound token under Bearer, no proof', () => ({}), 401, /DPoP/, { scheme: 'Bearer', proofs: () => [] }],
    ['D02 DPoP scheme, no DPoP header', () => ({}), 401, /invalid_dpop_proof/, { proofs: () => [] }],
    ['D03 proof without ath', () => proof('without-ath'), 401, /invalid_dpop_proof/],
    ['D04 ath of another token', () => proof('foreign-ath'), 401, /invalid_dpop_proof/],
    ['D07 htm of another method', () => proof('wrong-htm'), 401, /invalid_dpop_proof/],
    ['D10 token without cnf, under DPoP, with proof', () => ({ bearer: true }), 401, /invalid_token/],
    ['D11 token expired 10 min ago', () => ({ broken: ['expired-token'] }), 401, /invalid_token/],
    ['D12 token nbf 10 min ahead', () => ({ broken: ['token-not-yet-valid'] }), 401, /invalid_token/],
    ['D13 iss of a stranger, signed with the STS key', () => ({ broken: ['wrong-issuer'] }), 401, /invalid_token/],
    [
      'D14 iss of another environment, signed with the STS key',
      () => claims({ iss: sts.issuer('prod') }),
      401,
      /invalid_token/,
    ],
    ['D15 no aud', () => ({ broken: ['missing-audience'] }), 401, /invalid_token/],
    ['D16 aud of another API', () => ({ broken: ['wrong-audience'] }), 401, /invalid_token/],
    ['D17 aud = [this API, another]', () => ({ broken: ['several-audiences'] }), 401, /invalid_token/],
    ['D18 no typ', () => ({ header: { typ: null } }), 401, /invalid_token/],
    ['D35 typ dpop+jwt', () => ({ broken: ['wrong-typ'] }), 401, /invalid_token/],
    [
      'D36 typ client-authentication+jwt',
      () => ({ header: { typ: 'client-authentication+jwt' } }),
      401,
      /invalid_token/,
    ],
    ['D19 alg none', () => ({ broken: ['alg-none'] }), 401, /invalid_token/],
    ['D20 HS256 with the public key as the secret', () => ({ broken: ['hs256-confusion'] }), 401, /invalid_token/],
    ['D21 signed by an unknown key, known kid', () => ({ broken: ['unknown-key'] }), 401, /invalid_token/],
    ['D22 signed by the STS key, unknown kid', () => ({ broken: ['unknown-kid'] }), 401, /invalid_token/],
    ['D24 no scope', () => ({ broken: ['missing-scope'] }), 403, /insufficient_scope/],
    [
      'D39 scope = the required one plus one letter',
      () => ({ scopes: ['nhn:test-public-samplecode/client-credentialss'] }),
      403,
      /insufficient_scope/,
    ],
    ['D40 iss with a trailing slash', () => claims({ iss: `${sts.issuer('test')}/` }), 401, /invalid_token/],
    ['D41 payload changed after signing', () => ({}), 401, /invalid_token/, { token: tampered }],
    ['D42 no exp', () => claims({ exp: null }), 401, /invalid_token/],
    ['D43 no token', () => ({}), 401, /DPoP/, { token: () => undefined }],
    [
      'D44 Bearer token without cnf at an endpoint that requires DPoP',
      () => ({ bearer: true }),
      401,
      /DPoP/,
      { scheme: 'Bearer', proofs: () => [] },
    ],
    ['D45 htu of another path', () => proof('wrong-htu'), 401, /invalid_dpop_proof/],
    ['D46 proof without htm', () => proof('without-htm'), 401, /invalid_dpop_proof/],
    ['D47 proof without htu', () => proof('without-htu'), 401, /invalid_dpop_proof/],
    ['D48 proof without jti', () => proof('without-jti'), 401, /invalid_dpop_proof/],
    ['D49 proof without jwk', () => proof('without-jwk'), 401, /invalid_dpop_proof/],
    ['D50 proof without alg', () => proof('without-alg'), 401, /invalid_dpop_proof/],
    ['D51 proof HS256 with an oct key', () => proof('symmetric'), 401, /invalid_dpop_proof/],
    ['D52 private members in the proof’s jwk', () => proof('private-key-in-jwk'), 401, /invalid_dpop_proof/],
    ['D53 proof typ JWT', () => proof('wrong-typ'), 401, /invalid_dpop_proof/],
    ['D54 proof with a bad signature', () => proof('bad-signature'), 401, /invalid_dpop_proof/],
    ['D55 proof iat 10 min past', () => proof('iat-in-the-past'), 401, /invalid_dpop_proof/],
    ['D56 proof iat 10 min ahead', () => proof('iat-in-the-future'), 401, /invalid_dpop_proof/],
    [
      'D57 two DPoP headers',
      () => ({}),
      401,
      /invalid_dpop_proof/,
      { proofs: ({ proof: one }) => [String(one), String(one)] },
    ],
  ])('%s', async (_row, options, status, challenge, call = {}) => {
    const answer = await called(options(), call)
    expect([answer.status, answer.challenge]).toEqual([status, expect.stringMatching(challenge)])
  })

  it.each<[string, MintOptions, string]>([
    ['D25 no orgnr_parent', { broken: ['missing-organization'] }, 'organization-missing'],
    ['D37 orgnr_parent of 8 digits', { organization: { parent: '99459875' } }, 'organization-malformed'],
    [
      'D38 orgnr_parent of an organisation without access',
      { broken: ['foreign-organization'] },
      'organization-without-rights',
    ],
  ])('%s, at an endpoint that depends on the organisation', async (_row, options, reason) => {
    const url = `${sts.origin}/nhn-api/test/organization`
    const callOrganization = async (more: MintOptions) => {
      const { accessToken, proof: made } = await sts.mint({ ...good, ...more, proof: { url } })
      return fetch(url, { headers: { authorization: `DPoP ${accessToken}`, dpop: String(made) } })
    }
    const answer = await callOrganization(options)
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([403, reason])
    expect(await (await callOrganization({})).json()).toEqual({ organization: { parent: '994598759' } })
  })

  it('the same proof if it is sent a second time (D06)', async () => {
    const { accessToken, proof: once } = await sts.mint({ ...good, proof: { url: api } })
    const headers = { Authorization: `DPoP ${accessToken}`, DPoP: String(once) }
    expect((await sent('GET', headers)).status).toBe(200)
    expect(await sent('GET', headers)).toEqual({ status: 401, challenge: expect.stringMatching(/invalid_dpop_proof/) })
  })
})

describe('a minted token', () => {
  it('has the time of the twin’s clock and the given claims, and is bound to the returned key', async () => {
    const minted = await sts.mint({
      sts: 'qa',
      audience: 'nhn:msh',
      scopes: ['nhn:msh/api'],
      clientId: 'my-client',
      organization: { parent: '994598759', child: '983658725' },
      lifetime: 60,
      claims: { 'nhn:msh/client/claims/herid': '8142519', jti: null },
    })
    expect(minted.claims).toMatchObject({
      iss: sts.issuer('qa'),
      aud: 'nhn:msh',
      scope: ['nhn:msh/api'],
      client_id: 'my-client',
      'helseid://claims/client/claims/orgnr_parent': '994598759',
      'nhn:msh/client/claims/herid': '8142519',
    })
    expect(minted.claims).not.toHaveProperty('jti')
    expect(Number(minted.claims.exp) - Number(minted.claims.iat)).toBe(60)
    expect(Math.abs(Number(minted.claims.iat) - now())).toBeLessThan(5)
    expect(minted.proofKey).toHaveProperty('d')
  })

  it('can be requested from the control plane, which rejects invalid options', async () => {
    const mint = (body: object) =>
      fetch(`${sts.origin}/_mock/tokens`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const { accessToken, proof: made } = (await (await mint({ proof: { url: api } })).json()) as Minted
    expect((await sent('GET', { Authorization: `DPoP ${accessToken}`, DPoP: String(made) })).status).toBe(200)
    for (const [body, message] of [
      [{ brokn: [] }, /unknown member "brokn"; did you mean "broken"/],
      [{ broken: ['server-error'] }, /acts on the token answer, not on the access token/],
      [{ proof: { url: 'x' } }, /\/proof\/url must be an http or https URL/],
      [{ proof: { url: api, broken: 'without-hut' } }, /did you mean "without-htu"/],
    ] as const) {
      const refused = await mint(body)
      expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([
        400,
        expect.stringMatching(message),
      ])
    }
  })
})
