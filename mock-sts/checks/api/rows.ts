/** The rows of the API check: the D rows of the table of cases, and additional rows of the same kind. */
import { base64urlJson } from 'helseid-contract'
import { type JsonObject, publicJwk, signJws } from 'helseid-contract/rules'
import type { Minted, MintOptions } from '../../mint/mint.ts'
import { requireScenario } from '../../scenarios/index.ts'
import type { ApiRow, RowContext } from './row.ts'

/** Breaks the token by a scenario. @throws {TypeError} for an unknown scenario */
const broken = (name: string) => () => ({ broken: [requireScenario(name).name] })

const portal = 'UP:validering_av_access_token'
const tenMinutes = 600
const dpop = { needs: 'dpop', must: 401 } as const
const must = 'must' as const
const should = 'should' as const

/** What permits an API that takes any `typ`, or only `at+jwt`. */
const samples = 'NHN’s .NET sample takes any typ, its Java sample only at+jwt'
/** Helsenorge answers 401, and not every API depends on the organisation of the client. */
const perApi = 'Helsenorge’s API answers 401; which organisations have access is the API’s own rule'

/** The control row: a valid request, sent before and after all others. */
export const control: ApiRow = {
  id: 'D33',
  title: 'valid token and proof',
  must: 'succeed',
  level: 'must',
  source: portal,
}

// biome-ignore format: a table is read by its columns
export const rows: readonly ApiRow[] = [
  control,
  { id: 'D34', level: should, title: 'the same with token typ JWT', must: 'succeed', source: portal, permits: samples, token: () => ({ header: { typ: 'JWT' } }) },

  { id: 'D43', level: must, title: 'no token', must: 401, guard: 'token', source: 'RFC 6750 3', sent: () => undefined, proofs: 0 },
  { id: 'D01', level: must, title: 'DPoP-bound token under Bearer, no proof', must: 401, guard: 'scheme', source: 'RFC 9449 7.2', atBearer: { level: should, source: 'UP:sikkerhetsprofil, SK6', permits: 'RFC 9449 7.2: an API that does not know DPoP is expected to accept it' }, token: () => ({ bearer: false }), scheme: 'Bearer', proofs: 0 },
  { ...dpop, id: 'D44', level: must, title: 'Bearer token without cnf', guard: 'scheme of unbound tokens', source: portal, token: () => ({ bearer: true }), scheme: 'Bearer', proofs: 0 },
  { ...dpop, id: 'D10', level: must, title: 'token without cnf, under DPoP, with proof', guard: 'cnf', source: 'RFC 9449 7.1', token: () => ({ bearer: true }) },

  { id: 'D11', level: must, title: 'token expired 10 min ago', must: 401, guard: 'exp', source: portal, token: broken('expired-token') },
  { id: 'D104', level: should, title: 'token expired 200 s ago', must: 401, guard: 'clock tolerance', source: portal, permits: 'RFC 7519 4.1.4: a leeway of no more than a few minutes', token: ({ now }) => expired(now() - 200) },
  { id: 'D42', level: must, title: 'no exp', must: 401, guard: 'exp present', source: 'RFC 9068 2.2', token: () => ({ claims: { exp: null } }) },
  { id: 'D12', level: must, title: 'token nbf 10 min in the future', must: 401, guard: 'nbf', source: portal, token: ({ now }) => ({ lifetime: 2 * tenMinutes, claims: { nbf: now() + tenMinutes } }) },
  { id: 'D13', level: must, title: 'unknown iss, signed with the STS key', must: 401, guard: 'iss', source: portal, token: broken('wrong-issuer') },
  { id: 'D14', level: must, title: 'iss of another environment, signed with the STS key', must: 401, guard: 'environment', source: portal, token: ({ otherIssuer }) => ({ claims: { iss: otherIssuer } }) },
  { id: 'D40', level: must, title: 'iss with a trailing slash', must: 401, guard: 'iss exactly', source: portal, token: ({ issuer }) => ({ claims: { iss: `${issuer}/` } }) },
  { id: 'D15', level: must, title: 'no aud', must: 401, guard: 'aud', source: portal, token: broken('missing-audience') },
  { id: 'D16', level: must, title: 'aud of another API', must: 401, guard: 'aud', source: portal, token: broken('wrong-audience') },
  { id: 'D17', level: should, title: 'aud = [this API, another]', must: 401, guard: 'single aud', source: portal, permits: 'RFC 7519 4.1.3: it is enough if aud contains the API', token: broken('several-audiences') },
  { id: 'D18', level: should, title: 'no typ', must: 401, guard: 'typ', source: portal, permits: samples, token: () => ({ header: { typ: null } }) },
  { id: 'D35', level: should, title: 'typ dpop+jwt', must: 401, guard: 'typ', source: 'RFC 9068 4; RFC 8725 3.11', permits: samples, token: broken('wrong-typ') },
  { id: 'D36', level: should, title: 'typ client-authentication+jwt', must: 401, guard: 'typ', source: 'RFC 9068 4; RFC 8725 3.11', permits: samples, token: () => ({ header: { typ: 'client-authentication+jwt' } }) },
  { id: 'D24', level: must, title: 'no scope', must: 403, guard: 'scope', source: `${portal}; RFC 6750 3.1`, token: broken('missing-scope') },
  { id: 'D39', level: must, title: 'scope = the required one plus one letter', must: 403, guard: 'whole scope', source: portal, token: ({ scope }) => ({ scopes: [`${scope}s`] }) },

  { id: 'D19', level: must, title: 'alg none', must: 401, guard: 'alg', source: 'RFC 8725 3.1', token: broken('alg-none') },
  { id: 'D20', level: must, title: 'HS256, keyed with the public key', must: 401, guard: 'key type', source: 'RFC 8725 2.1', token: broken('hs256-confusion') },
  { id: 'D21', level: must, title: 'signed by an unknown key, known kid', must: 401, guard: 'signature', source: portal, token: broken('unknown-key') },
  { id: 'D22', level: should, title: 'signed by the STS key, unknown kid', must: 401, guard: 'kid', source: portal, permits: 'RFC 7515 4.1.4: kid is a hint; common libraries try every key', token: broken('unknown-kid') },
  { id: 'D41', level: must, title: 'payload changed after signing', must: 401, guard: 'signature', source: 'RFC 8725 3.1', sent: tampered },
  { id: 'D101', level: must, title: 'signed by an untrusted key whose JWKS the header names (jku)', must: 401, guard: 'origin of the key', source: 'RFC 8725 3.10', sent: (minted, context) => signedByUntrusted(minted, context, { jku: context.untrusted.jwksUrl }) },
  { id: 'D102', level: must, title: 'signed by an untrusted key that is in the header (jwk)', must: 401, guard: 'origin of the key', source: 'RFC 8725 3.10; RFC 7515 4.1.3', sent: (minted, context) => signedByUntrusted(minted, context, { jwk: publicJwk(context.untrusted.jwk) as JsonObject }) },

  { ...dpop, id: 'D02', level: must, title: 'DPoP scheme, no DPoP header', guard: 'proof', source: 'RFC 9449 7.1', proofs: 0 },
  { ...dpop, id: 'D57', level: must, title: 'two DPoP headers', guard: 'number of proofs', source: 'RFC 9449 4.3', proofs: 2 },
  { ...dpop, id: 'D03', level: must, title: 'proof without ath', guard: 'ath', source: 'RFC 9449 4.3', brokenProof: 'without-ath' },
  { ...dpop, id: 'D04', level: must, title: 'ath of another token', guard: 'ath', source: 'RFC 9449 4.3', brokenProof: 'foreign-ath' },
  { ...dpop, id: 'D06', level: should, title: 'the same proof used twice', guard: 'replay of proofs', source: 'RFC 9449 11.1', permits: 'RFC 9449 11.1: a server may rely on the short lifetime of proofs instead of remembering them', twice: true },
  { ...dpop, id: 'D07', level: must, title: 'htm of another method', guard: 'htm', source: 'RFC 9449 4.3', brokenProof: 'wrong-htm' },
  { ...dpop, id: 'D46', level: must, title: 'proof without htm', guard: 'htm', source: 'RFC 9449 4.2', brokenProof: 'without-htm' },
  { ...dpop, id: 'D45', level: must, title: 'htu of another path', guard: 'htu', source: 'RFC 9449 4.3', brokenProof: 'wrong-htu' },
  { ...dpop, id: 'D47', level: must, title: 'proof without htu', guard: 'htu', source: 'RFC 9449 4.2', brokenProof: 'without-htu' },
  { ...dpop, id: 'D48', level: must, title: 'proof without jti', guard: 'jti of proofs', source: 'RFC 9449 4.2', brokenProof: 'without-jti' },
  { ...dpop, id: 'D49', level: must, title: 'proof without jwk', guard: 'jwk of proofs', source: 'RFC 9449 4.2', brokenProof: 'without-jwk' },
  { ...dpop, id: 'D52', level: must, title: 'private members in the proof’s jwk', guard: 'private key in a proof', source: 'RFC 9449 4.3', brokenProof: 'private-key-in-jwk' },
  { ...dpop, id: 'D50', level: must, title: 'proof without alg', guard: 'alg of proofs', source: 'RFC 9449 4.2', brokenProof: 'without-alg' },
  { ...dpop, id: 'D51', level: must, title: 'proof HS256 with an oct key', guard: 'alg of proofs', source: 'RFC 9449 4.3', brokenProof: 'symmetric' },
  { ...dpop, id: 'D53', level: must, title: 'proof typ JWT', guard: 'typ of proofs', source: 'RFC 9449 4.3', brokenProof: 'wrong-typ' },
  { ...dpop, id: 'D54', level: must, title: 'proof with a bad signature', guard: 'signature of proofs', source: 'RFC 9449 4.3', brokenProof: 'bad-signature' },
  { ...dpop, id: 'D103', level: must, title: 'token bound to another key than the proof’s', guard: 'cnf.jkt', source: 'RFC 9449 7.1', token: broken('foreign-binding') },
  { ...dpop, id: 'D55', level: must, title: 'proof iat 10 min in the past', guard: 'iat of proofs', source: 'RFC 9449 4.3', brokenProof: 'iat-in-the-past' },
  { ...dpop, id: 'D56', level: must, title: 'proof iat 10 min in the future', guard: 'iat of proofs', source: 'RFC 9449 4.3', brokenProof: 'iat-in-the-future' },
  { id: 'D09', level: must, title: 'proof without the nonce that the API requires', must: 401, guard: 'nonce', source: 'RFC 9449 9', needs: 'nonce', withoutNonce: true },

  { id: 'D25', level: should, title: 'no orgnr_parent', must: 403, guard: 'organisation', source: 'UP:organisasjonsnumre', permits: perApi, needs: 'organization', token: broken('missing-organization') },
  { id: 'D37', level: should, title: 'orgnr_parent with 8 digits', must: 403, guard: 'format of the organisation number', source: 'UP:organisasjonsnumre', permits: perApi, needs: 'organization', token: () => ({ organization: { parent: '99459875' } }) },
  { id: 'D38', level: should, title: 'orgnr_parent of an organisation without access', must: 403, guard: 'rights of the organisation', source: 'UP:organisasjonsnumre', permits: perApi, needs: 'organization', token: broken('foreign-organization') },
]

/** Expired at this time, in epoch seconds, after a lifetime of ten minutes. */
function expired(exp: number): MintOptions {
  return { claims: { iat: exp - tenMinutes, nbf: exp - tenMinutes, exp } }
}

function tampered({ accessToken, claims }: Minted): string {
  const [header = '', , signature = ''] = accessToken.split('.')
  const changed = base64urlJson({ ...claims, client_id: 'another-client' })
  return `${header}.${changed}.${signature}`
}

function signedByUntrusted({ claims }: Minted, { untrusted: { jwk } }: RowContext, header: JsonObject): string {
  return signJws({ alg: 'RS256', typ: 'at+jwt', kid: jwk.kid, ...header }, claims, jwk, 'RS256')
}
