/** The language in which examples, cases and vectors say how a request departs from the reference request: plain JSON. */
import type { Tenancy } from './facts.ts'
import type { Json, JsonObject } from './json.ts'

/**
 * How a request departs from the reference request: a registered client that requires DPoP, with one PS256 key and no organisation
 * structure; a good assertion, a form with one granted scope, and a fresh ES256 proof with a valid nonce (cases.md). CONTRIBUTING.md
 * has every member, mark and name in one table.
 */
export interface Recipe extends RequestChange {
  /** What is otherwise about the registered client. */
  readonly client?: ClientChange
  /** What is otherwise about the API of `${scope}`. */
  readonly api?: {
    readonly requireDpop?: boolean
    readonly tokenLifetime?: number
    readonly tokenTyp?: 'at+jwt' | 'JWT'
  }
  /** A second registered client, when the case needs one: its id is `${otherClientId}`. */
  readonly otherClient?: ClientChange
  /** Requests that are sent first, each a whole one. */
  readonly before?: readonly RequestChange[]
}

export interface RequestChange {
  /** Seconds that pass before this request is made. */
  readonly wait?: number
  readonly method?: string
  /** `null`: no `Content-Type`. */
  readonly contentType?: string | null
  /** The body itself, instead of the form. `${form}` in it stands for the encoded form. */
  readonly body?: string
  /** More header fields, in order; a name may stand twice. */
  readonly headers?: readonly (readonly [string, string])[]
  readonly form?: { readonly [field: string]: Json }
  readonly assertion?: TokenChange
  /** `null`: no `DPoP` header at all. */
  readonly proof?: ProofChange | null
}

/** How a JWT departs from the good one. */
export interface TokenChange {
  readonly header?: JsonObject
  readonly claims?: JsonObject
  /** Which key signs: a name of the key ring. Default `registered` for assertions, `proof` for proofs. */
  readonly key?: KeyName
  /** Signs with this algorithm; the header follows unless it is changed too. `none`: empty signature. HS*: the public JWK is the secret. */
  readonly alg?: string
  /** The compact form itself, instead of a JWT. `${jwt}` in it stands for the good one. */
  readonly raw?: string
  /** Writes the `+` of `typ` as a JSON escape. */
  readonly escapedTyp?: true
  /** Flips a bit of the signature. */
  readonly badSignature?: true
  /** Changes made to the claims after signing. */
  readonly tampered?: JsonObject
  /** Pads an unknown claim until the compact form has this many characters. */
  readonly padTo?: number
  /** The very same JWT as in the request before. */
  readonly reuse?: true
}

export interface ProofChange extends TokenChange {
  /** How the proof is sent: once (default), in two header fields, or twice in one field joined by a comma. */
  readonly sent?: 'once' | 'in two fields' | 'twice in one field'
}

/** `registered`: RSA 2048. `second`, `third`: more of them. `ec`, `ec384`, `ec521`: P-256 … `proof`: the P-256 key of proofs. */
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
  /** Registered keys; `alg` is put into the JWK, `expired` sets its expiry an hour back. Default: `registered` alone. */
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
  /** Scopes whose terms the organisation has not accepted. */
  readonly termsNotAccepted?: readonly string[]
  /** Keys of the client are those of the other client and the like are said by `keys`; this one leaves it out of the register. */
  readonly unregistered?: true
}
