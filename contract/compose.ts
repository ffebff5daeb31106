/** Composes the request that a recipe describes. */
import { base64urlJson } from './base64url-json.ts'
import type { ComposeContext, ComposedRequest, Moment } from './compose-context.ts'
import { clientAssertionTyp, clientAssertionType, dpopTyp } from './errors.ts'
import type { Json, JsonObject } from './json.ts'
import { type Jwk, publicJwk } from './jwk.ts'
import { signJws } from './jws.ts'
import { limits } from './limits.ts'
import type { ProofChange, RequestChange, TokenChange } from './recipe.ts'
import { changed, type Fill, filler, fillText, texts } from './recipe-values.ts'

/**
 * Composes and signs one token request.
 * @throws {Error} if the key ring lacks a key, a key cannot sign with the algorithm of the recipe, or `padTo` cannot be
 * reached
 * @example
 * const { headers, body } = compose({ assertion: { claims: { exp: { $now: 60 } } } }, context, moment)
 */
export function compose(change: RequestChange, context: ComposeContext, moment: Moment): ComposedRequest {
  const fill = filler(context, moment)
  const assertion = composeAssertion(change.assertion ?? {}, context, moment, fill)
  const proof = composeProof(change.proof ?? {}, context, moment, fill)
  const form = composeForm(change.form ?? {}, assertion, context, fill)
  const body =
    change.body === undefined
      ? form.toString()
      : fillText(change.body, { ...texts(context, moment), form: form.toString() })
  const { method = 'POST', contentType = 'application/x-www-form-urlencoded' } = change
  const headers: (readonly [string, string])[] = [
    ...(contentType === null ? [] : [['Content-Type', contentType] as const]),
    ...(change.proof === null ? [] : proofFields(proof, change.proof?.sent, change.proof ?? {}, context, moment, fill)),
    ...(change.headers ?? []).map(([name, value]) => [name, fillText(value, texts(context, moment))] as const),
  ]
  return { method, url: context.tokenEndpoint, headers, body: method === 'GET' ? '' : body, assertion, proof }
}

function composeAssertion(change: TokenChange, context: ComposeContext, moment: Moment, fill: Fill): string {
  if (change.reuse) return reused(moment.previous?.assertion)
  const keyName = change.key ?? context.assertionKey
  const key = context.key(keyName)
  const alg = change.alg ?? defaultAlg(key)
  const now = Math.floor(moment.now)
  const header = { alg, kid: key.kid, typ: clientAssertionTyp }
  const claims = {
    iss: context.clientId,
    sub: context.clientId,
    aud: context.issuer,
    iat: now,
    nbf: now,
    exp: now + limits.assertionLifetime,
    jti: context.uuid(),
  }
  return composeJwt(change, header as JsonObject, claims, key, alg, fill, context, moment)
}

function composeProof(change: ProofChange, context: ComposeContext, moment: Moment, fill: Fill): string {
  if (change.reuse) return reused(moment.previous?.proof)
  const key = context.key(change.key ?? 'proof')
  const alg = change.alg ?? defaultAlg(key)
  const jwk = publicJwk(key)
  delete (jwk as { kid?: string }).kid
  delete (jwk as { alg?: string }).alg
  const header = { alg, typ: dpopTyp, jwk: jwk.kty === 'oct' ? { ...key } : jwk }
  const claims = {
    jti: context.uuid(),
    htm: 'POST',
    htu: context.tokenEndpoint,
    iat: Math.floor(moment.now),
    ...(moment.nonce !== undefined && { nonce: moment.nonce }),
  }
  return composeJwt(change, header as unknown as JsonObject, claims, key, alg, fill, context, moment)
}

function composeJwt(
  change: TokenChange,
  header: JsonObject,
  claims: JsonObject,
  key: Jwk,
  alg: string,
  fill: Fill,
  context: ComposeContext,
  moment: Moment,
): string {
  const finalHeader = changed(header, change.header, fill)
  const finalClaims = changed(claims, change.claims, fill)
  const sign = (moreHeader: JsonObject = {}, moreClaims: JsonObject = {}) => {
    const signedHeader = { ...finalHeader, ...moreHeader }
    return signJws(
      change.escapedTyp ? escaped(signedHeader) : signedHeader,
      { ...finalClaims, ...moreClaims },
      key,
      alg,
    )
  }
  let jwt = change.padTo === undefined ? sign() : padded(change.padTo, sign)
  if (change.badSignature) jwt = withBadSignature(jwt)
  if (change.tampered) {
    const [head, , signature] = jwt.split('.')
    const payload = base64urlJson(changed(finalClaims, change.tampered, fill))
    jwt = `${head}.${payload}.${signature}`
  }
  return change.raw === undefined ? jwt : fillText(change.raw, { ...texts(context, moment), jwt })
}

/** The header as JSON, with the `+` of `typ` escaped as `\\u002B`. */
function escaped(header: JsonObject): string {
  return JSON.stringify(header).replace('dpop+jwt', 'dpop\\u002Bjwt')
}

/** Flips one bit of the first byte. */
function withBadSignature(jwt: string): string {
  const [head, payload, signature = ''] = jwt.split('.')
  const bytes = Buffer.from(signature, 'base64url')
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return `${head}.${payload}.${bytes.toString('base64url')}`
}

/** Three bytes encode to four characters: padding the header too reaches the lengths that the claims alone cannot. */
function padded(length: number, sign: (header: JsonObject, claims: JsonObject) => string): string {
  for (const pad of ['', 'x', 'xx']) {
    const header = { pad }
    const guess = Math.floor(((length - sign(header, { padding: '' }).length) * 3) / 4)
    for (const extra of [-1, 0, 1]) {
      const jwt = sign(header, { padding: 'x'.repeat(Math.max(0, guess + extra)) })
      if (jwt.length === length) return jwt
    }
  }
  throw new Error(`a JWT with these members cannot be padded to ${length} characters`)
}

function proofFields(
  proof: string,
  sent: ProofChange['sent'],
  change: ProofChange,
  context: ComposeContext,
  moment: Moment,
  fill: Fill,
): (readonly [string, string])[] {
  if (sent === undefined || sent === 'once') return [['DPoP', proof]]
  const { reuse: _reuse, ...again } = change
  const second = composeProof(again, context, moment, fill)
  if (sent === 'in two fields')
    return [
      ['DPoP', proof],
      ['DPoP', second],
    ]
  return [['DPoP', `${proof}, ${second}`]]
}

function composeForm(change: JsonObject, assertion: string, context: ComposeContext, fill: Fill): URLSearchParams {
  const form: Record<string, Json> = {
    client_id: context.clientId,
    client_assertion: assertion,
    client_assertion_type: clientAssertionType,
    grant_type: 'client_credentials',
    scope: context.scope,
  }
  const fields = changed(form, change, fill)
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, typeof one === 'string' ? one : JSON.stringify(one)]),
  )
  return new URLSearchParams(pairs)
}

function reused(jwt: string | undefined): string {
  if (jwt === undefined) throw new Error('the recipe reuses a JWT, but there is no previous request')
  return jwt
}

function defaultAlg({ kty, crv, alg }: Jwk): string {
  if (alg !== undefined) return alg
  if (kty === 'RSA') return 'PS256'
  const byCurve: Readonly<Record<string, string>> = {
    'P-256': 'ES256',
    'P-384': 'ES384',
    'P-521': 'ES512',
    secp256k1: 'ES256K',
    Ed25519: 'EdDSA',
  }
  return byCurve[crv ?? ''] ?? 'HS256'
}
