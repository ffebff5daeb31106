/** What the rules know about one token request. Unavailable facts are absent; nothing here throws. */
import type { StsName } from './environments/index.ts'
import type { JsonObject } from './json.ts'
import type { OrganizationFacts } from './organization.ts'
import type { Place } from './place.ts'

export interface Facts {
  /** The time at which assertions and proofs are judged, in epoch seconds, with fractions. */
  readonly now: number
  /**
   * The time by which issued nonces and registered keys expire, in epoch seconds. The same as `now`, unless the twin's
   * clock was moved.
   */
  readonly twinNow: number
  readonly sts: StsFacts
  readonly request: RequestFacts
  readonly credential: CredentialFacts
  readonly assertion?: AssertionFacts
  /** The registered client that the credential names. */
  readonly client?: ClientFacts
  readonly proof: ProofFacts
  /** Absent without a known client. */
  readonly scopes?: ScopeFacts
  /** Absent without readable assertion claims. */
  readonly organization?: OrganizationFacts
  /** The token that a caller of revocation or introspection sent; absent without one. */
  readonly presented?: PresentedFacts
}

export interface StsFacts {
  readonly name: StsName
  /** The issuer to which this request was sent. */
  readonly issuer: string
  readonly tokenEndpoint: string
  /** Issuers of the other STSs of the same twin, to recognise an assertion intended for one of them. */
  readonly otherIssuers: readonly string[]
}

export interface RequestFacts {
  readonly method: string
  /** Media type without parameters, in lower case. */
  readonly mediaType?: string
  /** Bytes of the body that were read. */
  readonly bodyBytes: number
  /** The non-blank form fields, in order, by name in lower case; absent when the body is not a readable form. */
  readonly form?: ReadonlyMap<string, readonly string[]>
  /** The names of these fields, in the spelling in which each was sent first. */
  readonly fieldNames?: readonly string[]
  /** Why a form that is short enough cannot be read. */
  readonly unreadable?: string
  /** Where the request has a private key, under whatever encoding; absent without one. */
  readonly privateKeysAt?: readonly Place[]
}

/** The credential that counts, in Duende's parser order: Basic, secret in the form, assertion, bare `client_id`. */
export type CredentialFacts =
  | { readonly kind: 'none' }
  | { readonly kind: 'client-id-only'; readonly clientId: string }
  | { readonly kind: 'basic-secret' | 'form-secret'; readonly clientId: string; readonly secretMatches: boolean }
  | { readonly kind: 'assertion'; readonly clientId: string }

export interface AssertionFacts {
  readonly compact: string
  /** `client_assertion_type` of the form. */
  readonly type?: string
  /** Why it is not a readable JWT; absent when it is. */
  readonly unreadable?: string
  readonly header?: JsonObject
  readonly claims?: JsonObject
  /** The client's registered key with this `kid`, expired or not. */
  readonly keyOfKid?: KeyFacts
  /**
   * The client's registered key that verified the signature: the one with this `kid`, or the first that fits if none
   * has it.
   */
  readonly verifiedBy?: KeyFacts
  /** When an assertion with this `jti` was last accepted, in epoch seconds. */
  readonly jtiSeenAt?: number
}

export interface KeyFacts {
  readonly kid?: string
  readonly kty: string
  /** `alg` of the registered JWK, if it has one. */
  readonly alg?: string
  readonly crv?: string
  /** Size of an RSA modulus, in bits. */
  readonly bits?: number
  /** In epoch seconds. */
  readonly expiresAt?: number
  /** SHA-1 thumbprint of its certificate, in base64url. */
  readonly x5t?: string
}

/** A token that a client sent to be revoked or introspected. */
export interface PresentedFacts {
  /** As sent; several values are joined with a comma. */
  readonly compact: string
  /** Why it is not a readable JWT; absent when it is. */
  readonly unreadable?: string
  readonly header?: JsonObject
  readonly claims?: JsonObject
  /** Whether a published key of the STS verifies the signature. */
  readonly signatureVerifies?: boolean
  /** Whether the control plane has ended it, which HelseID cannot do. */
  readonly ended?: boolean
}

export type Tenancy = 'none' | 'single-tenant' | 'multi-tenant'

/** The parts of a client's registration that rules may use. */
export interface ClientFacts {
  readonly clientId: string
  readonly name: string
  readonly enabled: boolean
  readonly tenancy: Tenancy
  readonly keys: readonly KeyFacts[]
  readonly grantTypes: readonly string[]
  readonly scopes: readonly string[]
  readonly requireDpop: boolean
  readonly legacyAuth: boolean
  /** Organisation number of a single-tenant client, included in every token. */
  readonly parent?: string
  /** Child organisations that a single-tenant client may name; may be empty. */
  readonly children: readonly string[]
  /** Organisation of the supplier that runs a multi-tenant client. */
  readonly supplier?: string
  /** Organisations that have delegated to the supplier in Altinn; absent when all have. */
  readonly delegations?: readonly string[]
}

export interface ProofFacts {
  /** The value of each `DPoP` header. */
  readonly headers: readonly string[]
  /** The proof, when there is exactly one header and it is not blank. */
  readonly compact?: string
  readonly unreadable?: string
  readonly header?: JsonObject
  readonly claims?: JsonObject
  /** Whether `jwk` verifies the signature; absent when that could not be determined. */
  readonly signatureVerifies?: boolean
  /** RFC 7638 SHA-256 thumbprint of `jwk`. */
  readonly jkt?: string
  /** Size of an RSA `jwk`, in bits. */
  readonly bits?: number
  /** When a valid proof with this `jti` was last received, in epoch seconds. */
  readonly jtiSeenAt?: number
  readonly nonce: 'missing' | 'valid' | 'expired' | 'unknown'
}

export interface ScopeFacts {
  /** The requested scopes, without duplicates; absent when the field is missing or blank. */
  readonly requested?: readonly RequestedScope[]
  /** Number of API scopes granted to the client. */
  readonly held: number
  /** Audiences of the requested scopes or, if none is requested, of the client's scopes. */
  readonly offered: readonly string[]
  /** `resource` parameters as sent. */
  readonly resources: readonly string[]
  /** Scopes that the token would have, sorted, after applying `resource` and unaccepted terms. */
  readonly granted: readonly string[]
  /** Scopes withheld because the organisation has not accepted the terms of use. */
  readonly rejected: readonly string[]
  /** Audiences that the token would have. */
  readonly audiences: readonly string[]
  /** The audiences whose APIs require DPoP. */
  readonly dpopAudiences: readonly string[]
}

export interface RequestedScope {
  readonly scope: string
  readonly kind: 'api' | 'identity' | 'offline_access' | 'unknown'
  /** The API that the scope belongs to. */
  readonly audience?: string
  readonly granted: boolean
}

/** The non-blank values of a form field. */
export function fieldValues(facts: Facts, name: string): readonly string[] {
  return facts.request.form?.get(name) ?? []
}

/** A form field as Duende reads it: repeated values are joined with a comma (AsNameValueCollection). */
export function field(facts: Facts, name: string): string | undefined {
  const values = fieldValues(facts, name)
  return values.length === 0 ? undefined : values.join(',')
}
