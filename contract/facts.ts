/** What is known of one token request when the rules judge it. What could not be had is absent; nothing here throws. */
import type { StsName } from './environments/index.ts'
import type { JsonObject } from './json.ts'
import type { OrganizationFacts } from './organization.ts'

export interface Facts {
  /** Now by the clock that judges incoming assertions and proofs, in epoch seconds (with fraction). */
  readonly now: number
  /** Now by the clock that ages what the STS has issued or registered, in epoch seconds. The same, unless somebody moved it. */
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
}

export interface StsFacts {
  readonly name: StsName
  /** Issuer under which this request reached the STS. */
  readonly issuer: string
  readonly tokenEndpoint: string
  /** Issuers of the other STSs of the same twin, to recognise an assertion meant for one of them. */
  readonly otherIssuers: readonly string[]
}

export interface RequestFacts {
  readonly method: string
  /** Media type without parameters, in lower case. */
  readonly mediaType?: string
  /** Bytes of the body as far as they were read. */
  readonly bodyBytes: number
  /** The form's fields that are not blank, in order; absent when the body is no readable form. */
  readonly form?: ReadonlyMap<string, readonly string[]>
}

/** The credential that wins, by the product's parser order: Basic, secret in the form, assertion, bare `client_id`. */
export type CredentialFacts =
  | { readonly kind: 'none' }
  | { readonly kind: 'client-id-only'; readonly clientId: string }
  | { readonly kind: 'basic-secret' | 'form-secret'; readonly clientId: string; readonly secretMatches: boolean }
  | { readonly kind: 'assertion'; readonly clientId: string }

export interface AssertionFacts {
  readonly compact: string
  /** `client_assertion_type` of the form. */
  readonly type?: string
  /** Why it cannot be read as a JWT; absent when it can. */
  readonly unreadable?: string
  readonly header?: JsonObject
  readonly claims?: JsonObject
  /** The client's registered key that `kid` names, expired or not. */
  readonly keyOfKid?: KeyFacts
  /** The client's registered key that verified the signature: that of `kid`, or, where `kid` names none, the first that fits. */
  readonly verifiedBy?: KeyFacts
  /** When an assertion with this `jti` was accepted before, in epoch seconds. */
  readonly jtiSeenAt?: number
}

export interface KeyFacts {
  readonly kid?: string
  readonly kty: string
  /** `alg` of the registered JWK, where it has one. */
  readonly alg?: string
  readonly crv?: string
  /** Size of an RSA modulus. */
  readonly bits?: number
  /** In epoch seconds. */
  readonly expiresAt?: number
  /** SHA-1 thumbprint of its certificate in base64url. */
  readonly x5t?: string
}

export type Tenancy = 'none' | 'single-tenant' | 'multi-tenant'

/** A client as HelseID knows it, as far as a rule may ask. */
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
  /** Organisation number of a single-tenant client, put into every token. */
  readonly parent?: string
  /** Units that a single-tenant client may name; empty if it may name none. */
  readonly children: readonly string[]
  /** Organisation of the supplier that runs a multi-tenant client. */
  readonly supplier?: string
  /** Organisations that have delegated to the supplier in Altinn; absent when everyone has. */
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
  /** True when `jwk` verifies the signature, false when it does not; absent when it could not be tried. */
  readonly signatureVerifies?: boolean
  /** RFC 7638 SHA-256 thumbprint of `jwk`. */
  readonly jkt?: string
  /** Size of an RSA `jwk`. */
  readonly bits?: number
  /** When a proof with this `jti` was found good before, in epoch seconds. */
  readonly jtiSeenAt?: number
  readonly nonce: 'missing' | 'valid' | 'expired' | 'unknown'
}

export interface ScopeFacts {
  /** The scopes asked for, split and made unique; absent when the field is missing or blank. */
  readonly requested?: readonly RequestedScope[]
  /** How many API scopes the client holds. */
  readonly held: number
  /** Audiences of the scopes asked for, or, where none is, of those the client holds. */
  readonly offered: readonly string[]
  /** `resource` parameters as sent. */
  readonly resources: readonly string[]
  /** Scopes that the token would carry, sorted; `resource` and missing terms have been applied. */
  readonly granted: readonly string[]
  /** Scopes withheld because the organisation has not accepted the terms of use. */
  readonly rejected: readonly string[]
  /** Audiences that the token would carry. */
  readonly audiences: readonly string[]
  /** Those of them whose APIs take only DPoP tokens. */
  readonly dpopAudiences: readonly string[]
}

export interface RequestedScope {
  readonly scope: string
  readonly kind: 'api' | 'identity' | 'offline_access' | 'unknown'
  /** The API it belongs to. */
  readonly audience?: string
  readonly granted: boolean
}

/** The values of a form field that are not blank. */
export function fieldValues(facts: Facts, name: string): readonly string[] {
  return facts.request.form?.get(name) ?? []
}

/** A form field as the request validator reads it: several values are joined by a comma (Duende AsNameValueCollection). */
export function field(facts: Facts, name: string): string | undefined {
  const values = fieldValues(facts, name)
  return values.length === 0 ? undefined : values.join(',')
}
