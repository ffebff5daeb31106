/** Mints access tokens, good ones and bad, with a DPoP proof that fits or does not: for testing APIs without a client. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto'
import { accessTokenAlgorithm, dpopTyp, limits, claims as names, sampleApi } from 'helseid-contract'
import { type JsonObject, type Jwk, signJws } from 'helseid-contract/rules'
import type { Clock } from '../clock.ts'
import { FaultError } from '../http/fault.ts'
import { jwkThumbprint } from '../keys/jwk-thumbprint.ts'
import type { SigningKey } from '../keys/signing-keys.ts'
import { requireScenario } from '../scenarios/index.ts'
import type { TokenDraft } from '../scenarios/scenario.ts'
import { signDraft } from '../tokens/token-signing.ts'
import { type ProofFault, proofFaults } from './proof-faults.ts'

export interface MintOptions {
  /** STS that it is of, by STS or environment name. Default: `test`. */
  readonly sts?: string
  /** Default: the sample API’s. */
  readonly audience?: string | readonly string[]
  readonly scopes?: readonly string[]
  readonly clientId?: string
  readonly organization?: { readonly parent?: string; readonly child?: string; readonly supplier?: string }
  /** In seconds. Default: 600. */
  readonly lifetime?: number
  /** Claims in the place of these, or besides them; `null` leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** The same for the header. */
  readonly header?: Readonly<Record<string, unknown>>
  /** How it is broken: scenarios that act at the access token, by name. */
  readonly broken?: readonly string[]
  /** Private JWK, EC or RSA, that the token is bound to and the proof is signed with. Default: a new one. */
  readonly proofKey?: Jwk
  /** A Bearer token, bound to no key. Default: false. */
  readonly bearer?: boolean
  /** The request that a proof is made for. */
  readonly proof?: {
    readonly method?: string
    readonly url: string
    /** How the proof is broken. */
    readonly broken?: ProofFault
    /** Nonce of the API, where it demands one. */
    readonly nonce?: string
  }
}

export interface Minted {
  readonly accessToken: string
  /** For the header `DPoP`; absent where none was asked for. */
  readonly proof?: string
  /** Private JWK of the key that the token is bound to, for further proofs. Made for this token alone. */
  readonly proofKey: Jwk
  readonly claims: Readonly<Record<string, unknown>>
}

export interface MintSources {
  readonly issuer: string
  readonly signingKey: SigningKey
  /** Epoch seconds that the token is stamped with. */
  readonly now: number
  /** Epoch seconds that the proof is stamped with: real time. */
  readonly proofNow: number
}

/** What is taken from an STS and a clock. */
export async function mintSources(signingKey: Promise<SigningKey>, clock: Clock): Promise<Omit<MintSources, 'issuer'>> {
  return { signingKey: await signingKey, now: Math.floor(clock.now() / 1000), proofNow: clock.incoming() / 1000 }
}

/** @throws {TypeError} for a scenario or a proof fault that there is none of, a key that cannot sign, a URL that is none */
export function mint(options: MintOptions, { issuer, signingKey, now, proofNow }: MintSources): Minted {
  const { proofKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) } = options
  const { bearer = false, broken = [] } = options
  if (options.proofKey !== undefined) assertPrivate(options.proofKey)
  const jkt = jwkThumbprint(proofKey as JsonObject)
  const header = { alg: accessTokenAlgorithm, kid: signingKey.kid, x5t: signingKey.x5t, typ: 'at+jwt' }
  const good: TokenDraft = { header, claims: goodClaims(options, { issuer, now, ...(!bearer && { jkt }) }) }
  const draft = broken.reduce((changed, name, index) => breakToken(changed, name, `/broken/${index}`), good)
  const asked = {
    ...draft,
    header: changed(draft.header, options.header),
    claims: changed(draft.claims, options.claims),
  }
  const accessToken = signDraft(signingKey, asked)
  const proof = options.proof && makeProof(options.proof, { accessToken, proofKey, now: proofNow })
  return { accessToken, proofKey, claims: asked.claims, ...(proof !== undefined && { proof }) }
}

function goodClaims(
  {
    audience = sampleApi.audience,
    scopes = [sampleApi.scope],
    clientId = 'minted',
    organization = {},
    lifetime = limits.accessTokenLifetime,
  }: MintOptions,
  { issuer, now, jkt }: { issuer: string; now: number; jkt?: string | undefined },
): Record<string, unknown> {
  const { parent, child, supplier } = organization
  return {
    iss: issuer,
    nbf: now,
    iat: now,
    exp: now + lifetime,
    aud: audience,
    ...(jkt !== undefined && { cnf: { jkt } }),
    scope: scopes,
    client_id: clientId,
    [names.clientAmr]: 'private_key_jwt',
    ...(parent !== undefined && { [names.orgnrParent]: parent }),
    ...(child !== undefined && { [names.orgnrChild]: child }),
    ...(supplier !== undefined && { [names.orgnrSupplier]: supplier }),
    [names.clientName]: clientId,
    jti: randomUUID().replaceAll('-', '').toUpperCase(),
  }
}

/** @throws {FaultError} for what cannot sign a proof; it never says what the key is */
function assertPrivate(key: Jwk): void {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails: { modulusLength = 0 } = {} } = createPrivateKey({
      key,
      format: 'jwk',
    })
    if (asymmetricKeyType === 'ec' && curves.has(String(key.crv))) return
    if (asymmetricKeyType === 'rsa' && modulusLength >= leastModulus) return
  } catch (error) {
    throw new FaultError(unusableKey, { cause: error })
  }
  throw new FaultError(unusableKey)
}

/** Those that RFC 7518 has a signature algorithm for. */
const curves = new Map([
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['P-521', 'ES512'],
])

/** A shorter modulus, in bits, has no room for a PS256 signature with a salt. */
const leastModulus = 1024

const unusableKey = {
  pointer: '/proofKey',
  detail: `/proofKey is no usable private key: give a private JWK with kty EC (crv ${[...curves.keys()].join(', ')}; x, y, d) or RSA (${leastModulus} bits at least; n, e, d, p, q, …)`,
}

function breakToken(draft: TokenDraft, name: string, pointer: string): TokenDraft {
  const { act, parameters = {} } = scenarioAt(name, pointer)
  if (act.at !== 'access token')
    throw new FaultError({ pointer, detail: `the scenario ${name} acts at the ${act.at}, not at the access token` })
  const values = Object.fromEntries(Object.entries(parameters).map(([key, parameter]) => [key, parameter.default]))
  return { ...draft, ...act.change(draft, values) }
}

function scenarioAt(name: string, pointer: string): ReturnType<typeof requireScenario> {
  try {
    return requireScenario(name)
  } catch (error) {
    throw new FaultError({ pointer, detail: (error as Error).message }, { cause: error })
  }
}

function changed(
  members: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const all = Object.entries({ ...members, ...change })
  return Object.fromEntries(all.filter(([, value]) => value !== null && value !== undefined))
}

function proofAlgorithm({ kty, crv }: Jwk): string {
  if (kty === 'RSA') return 'PS256'
  return curves.get(String(crv)) ?? 'ES256'
}

function makeProof(
  { method = 'GET', url, broken, nonce }: NonNullable<MintOptions['proof']>,
  { accessToken, proofKey, now }: { accessToken: string; proofKey: Jwk; now: number },
): string {
  if (broken !== undefined && !Object.hasOwn(proofFaults, broken))
    throw new TypeError(`there is no proof fault "${broken}": use ${Object.keys(proofFaults).join(', ')}`)
  if (!URL.canParse(url))
    throw new FaultError({ pointer: '/proof/url', detail: `/proof/url is no address: ${JSON.stringify(url)}` })
  const address = new URL(url)
  address.search = address.hash = ''
  const jwk = createPublicKey(createPrivateKey({ key: proofKey, format: 'jwk' })).export({ format: 'jwk' })
  const good = {
    header: { alg: proofAlgorithm(proofKey), typ: dpopTyp, jwk: jwk as JsonObject },
    claims: {
      jti: randomUUID(),
      htm: method,
      htu: address.href,
      iat: Math.floor(now),
      ath: createHash('sha256').update(accessToken).digest('base64url'),
      ...(nonce !== undefined && { nonce }),
    },
  }
  const {
    header,
    claims,
    alg = proofAlgorithm(proofKey),
    badSignature = false,
  } = { ...good, ...(broken && proofFaults[broken](good, proofKey)) }
  const proof = signJws(
    changed(header),
    changed(claims),
    alg === 'HS256' ? { kty: 'oct', k: 'c2VjcmV0' } : proofKey,
    alg,
  )
  return badSignature ? `${proof.slice(0, -8)}AAAAAAAA` : proof
}
