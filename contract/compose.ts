/** Makes the request that a recipe describes. */
import type { JsonWebKey } from 'node:crypto'
import { clientAssertionTyp, clientAssertionType, dpopTyp } from './errors.ts'
import type { Json, JsonObject } from './json.ts'
import { publicJwk, signJws } from './jws.ts'
import { limits } from './limits.ts'
import type { KeyName, ProofChange, RequestChange, TokenChange } from './recipe.ts'

export type Jwk = JsonWebKey & { readonly kid?: string; readonly alg?: string }

/** What a recipe's placeholders stand for, and what it is signed with. */
export interface ComposeContext {
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly otherIssuer: string
  readonly clientId: string
  readonly otherClientId: string
  /** Granted; `secondScope` is of the same API, `otherApiScope` of another. */
  readonly scope: string
  readonly secondScope: string
  readonly otherApiScope: string
  /** Known, not granted. */
  readonly ungrantedScope: string
  readonly parent: string
  readonly child: string
  readonly supplier: string
  /** @throws {Error} if the ring lacks the key */
  readonly key: (name: KeyName) => Jwk
  /** Name of the key that signs assertions unless the recipe says otherwise. */
  readonly assertionKey: KeyName
  readonly uuid: () => string
}

/** What is known when one request is made. */
export interface Moment {
  /** Epoch seconds, with a fraction or without. */
  readonly now: number
  readonly nonce: string | undefined
  readonly previous: ComposedRequest | undefined
}

export interface ComposedRequest {
  readonly method: string
  readonly url: string
  /** In order; a name may stand twice. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  readonly assertion: string
  readonly proof: string
}

/** @throws {Error} if the key ring lacks a key, or a key cannot sign as the recipe says */
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

type Fill = (value: Json) => Json | undefined

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
    const payload = Buffer.from(JSON.stringify(changed(finalClaims, change.tampered, fill))).toString('base64url')
    jwt = `${head}.${payload}.${signature}`
  }
  return change.raw === undefined ? jwt : fillText(change.raw, { ...texts(context, moment), jwt })
}

/** The header as JSON in which the `+` of `typ` is written `\\u002B`. */
function escaped(header: JsonObject): string {
  return JSON.stringify(header).replace('dpop+jwt', 'dpop\\u002Bjwt')
}

/** One bit of the first byte: always another signature. */
function withBadSignature(jwt: string): string {
  const [head, payload, signature = ''] = jwt.split('.')
  const bytes = Buffer.from(signature, 'base64url')
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return `${head}.${payload}.${bytes.toString('base64url')}`
}

/** Three bytes make four characters: what the claims cannot reach, a member of the header can. */
function padded(length: number, sign: (header: JsonObject, claims: JsonObject) => string): string {
  for (const pad of ['', 'x', 'xx']) {
    const header = { pad }
    const guess = Math.floor(((length - sign(header, { padding: '' }).length) * 3) / 4)
    for (const extra of [-1, 0, 1]) {
      const jwt = sign(header, { padding: 'x'.repeat(Math.max(0, guess + extra)) })
      if (jwt.length === length) return jwt
    }
  }
  throw new Error(`a JWT with these members cannot have ${length} characters`)
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

function changed(base: JsonObject, change: JsonObject | undefined, fill: Fill): JsonObject {
  const result: Record<string, Json> = { ...base }
  for (const [name, value] of Object.entries(change ?? {})) {
    const filled = value === null ? undefined : fill(value)
    if (filled === undefined) delete result[name]
    else result[name] = filled
  }
  return result
}

function filler(context: ComposeContext, moment: Moment): Fill {
  const now = Math.floor(moment.now)
  const special: Readonly<Record<string, (argument: Json) => Json>> = {
    $null: () => null,
    $now: (offset) => now + Number(offset),
    $nowMs: (offset) => now * 1000 + Number(offset),
    $nowText: (offset) => String(now + Number(offset)),
    $fraction: (offset) => now + Number(offset) + 0.25,
    $publicJwk: (name) => publicJwk(context.key(name as KeyName)) as unknown as Json,
    $privateJwk: (name) => context.key(name as KeyName) as unknown as Json,
    $repeat: (argument) => {
      const [value = null, times] = argument as readonly Json[]
      return Array.from({ length: Number(times) }, () => fill(value))
    },
    $text: (argument) => {
      const [text, times] = argument as readonly Json[]
      return String(text).repeat(Number(times))
    },
  }
  const fill = (value: Json): Json => {
    if (typeof value === 'string') return fillText(value, texts(context, moment))
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(fill)
    const [[name, argument] = ['', null], ...others] = Object.entries(value as JsonObject)
    const make = others.length === 0 ? special[name] : undefined
    if (make !== undefined) return make(argument)
    return Object.fromEntries(Object.entries(value as JsonObject).map(([key, member]) => [key, fill(member)]))
  }
  return fill
}

function texts(context: ComposeContext, { nonce = '' }: Moment): Record<string, string> {
  const { issuer, tokenEndpoint, otherIssuer, clientId, otherClientId, parent, child, supplier } = context
  const { scope, secondScope, otherApiScope, ungrantedScope } = context
  const audience = scope.split('/')[0] as string
  const otherAudience = otherApiScope.split('/')[0] as string
  const derived = {
    registeredKid: context.key(context.assertionKey).kid ?? '',
    proofThumbprint: context.key('proof').kid ?? '',
    ISSUER: issuer.toUpperCase(),
    tokenEndpointShouted: shouted(tokenEndpoint),
    SCOPE: scope.toUpperCase(),
    basic: Buffer.from(`${clientId}:secret`).toString('base64'),
  }
  const names = {
    ...derived,
    issuer,
    tokenEndpoint,
    otherIssuer,
    clientId,
    otherClientId,
    parent,
    child,
    supplier,
    nonce,
    audience,
    otherAudience,
  }
  return { ...names, scope, secondScope, otherApiScope, ungrantedScope, uuid: context.uuid() }
}

/** The same address written another way: host in capitals, the default port named. */
function shouted(address: string): string {
  const { protocol, hostname, port, pathname } = new URL(address)
  return `${protocol}//${hostname.toUpperCase()}:${port || (protocol === 'https:' ? 443 : 80)}${pathname}`
}

/** @throws {Error} for a placeholder that nobody defined */
function fillText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`unknown placeholder ${whole} in a recipe`)
    return value
  })
}

function reused(jwt: string | undefined): string {
  if (jwt === undefined) throw new Error('a recipe reuses a JWT, but there was no request before')
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
