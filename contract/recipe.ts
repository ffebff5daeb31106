/** Recipes: plain JSON that describes how a request differs from the reference request. */
import type { Tenancy } from './facts.ts'
import type { Json, JsonObject } from './json.ts'

/**
 * How a request differs from the reference request: a registered client that requires DPoP, with one PS256 key and no
 * organisation structure; a valid assertion, a form with one granted scope, and a new ES256 proof with a valid nonce.
 * CONTRIBUTING.md lists every member, mark and name.
 * @example
 * const oldTyp: Recipe = { assertion: { header: { typ: 'JWT' } } }
 * const late: Recipe = { assertion: { claims: { exp: { $now: -600 } } } }
 */
export interface Recipe extends RequestChange {
  /** Changes to the registered client. */
  readonly client?: ClientChange
  /** Changes to the API of `${scope}`. */
  readonly api?: {
    readonly requireDpop?: boolean
    readonly tokenLifetime?: number
    readonly tokenTyp?: 'at+jwt' | 'JWT'
  }
  /** A second registered client, with the id `${otherClientId}`. */
  readonly otherClient?: ClientChange
  /** Complete requests to send first. */
  readonly before?: readonly RequestChange[]
}

export interface RequestChange {
  /** Seconds to wait before this request; negative if the clock is set back meanwhile. */
  readonly wait?: number
  readonly method?: string
  /** `null` for no `Content-Type`. */
  readonly contentType?: string | null
  /** The raw body, instead of the form; `${form}` is replaced with the encoded form. */
  readonly body?: string
  /** Additional header fields, in order; a name may be repeated. */
  readonly headers?: readonly (readonly [string, string])[]
  readonly form?: { readonly [field: string]: Json }
  readonly assertion?: TokenChange
  /** `null` for no `DPoP` header. */
  readonly proof?: ProofChange | null
}

/** How a JWT differs from the valid one. */
export interface TokenChange {
  readonly header?: JsonObject
  readonly claims?: JsonObject
  /** Name of the signing key in the key ring. Default: `registered` for assertions, `proof` for proofs. */
  readonly key?: KeyName
  /**
   * The signing algorithm, which also becomes the header's `alg` unless that is changed too. `none`: an empty
   * signature. HS*: the public JWK is the secret.
   */
  readonly alg?: string
  /** The raw text, instead of a JWT; `${jwt}` is replaced with the valid one. */
  readonly raw?: string
  /** Escapes the `+` of `typ` in JSON. */
  readonly escapedTyp?: true
  /** Flips a bit of the signature. */
  readonly badSignature?: true
  /** Changes made to the claims after signing. */
  readonly tampered?: JsonObject
  /** Adds an unknown claim so that the compact form has this many characters. */
  readonly padTo?: number
  /** Sends the same JWT as in the previous request. */
  readonly reuse?: true
}

export interface ProofChange extends TokenChange {
  /** How the proof is sent: once (default), in two header fields, or twice in one field, joined with a comma. */
  readonly sent?: 'once' | 'in two fields' | 'twice in one field'
}

/**
 * `registered`, `second`, `third`: RSA 2048. `ec`, `ec384`, `ec521`: P-256, P-384, P-521. `weak`: RSA 1024. `proof`:
 * the P-256 key of proofs.
 */
export type KeyName =
  | 'registered'
  | 'second'
  | 'third'
  | 'unregistered'
  | 'weak'
  | 'ec'
  | 'ec384'
  | 'ec521'
  | 'secp256k1'
  | 'ed25519'
  | 'oct'
  | 'proof'
  | 'rsa-proof'

export interface ClientChange {
  /**
   * Registered keys: `alg` is added to the JWK, `expired` sets its expiry to an hour ago. Default: only `registered`.
   */
  readonly keys?: readonly { readonly key: KeyName; readonly alg?: string | null; readonly expired?: true }[]
  readonly tenancy?: Tenancy
  readonly parent?: string
  readonly children?: readonly string[]
  readonly supplier?: string
  readonly delegations?: readonly string[]
  readonly scopes?: readonly string[]
  readonly grantTypes?: readonly string[]
  readonly requireDpop?: boolean
  readonly enabled?: boolean
  readonly legacyAuth?: boolean
  readonly clientSecret?: string
  /** Scopes whose terms of use the organisation has not accepted. */
  readonly termsNotAccepted?: readonly string[]
  /** Does not register the client. */
  readonly unregistered?: true
}
