/** The registration of a client and of an API. */
import type { Jwk, ProfileName, Severity, Tenancy } from 'helseid-contract/rules'

/** A public JWK, or a certificate in `x5c`, with its expiry. */
export interface ClientKey extends Jwk {
  /** Default for a certificate: its SHA-1 thumbprint in upper-case hex, as HelseID.Library sends it. */
  readonly kid?: string
  readonly alg?: string
  /** Certificate chain in base64 DER, the key's own certificate first. The key expires with it, unless `exp` is set. */
  readonly x5c?: readonly string[]
  /** SHA-1 thumbprint of the certificate in base64url. */
  readonly x5t?: string
  /** Expiry in epoch seconds. Default: never, or with the certificate. */
  readonly exp?: number
  /** How the key was added at Selvbetjening. Default: `Gui`. */
  readonly origin?: 'Api' | 'Gui'
}

/** A claim defined by an API, with its value for one client. */
export interface AudienceClaim {
  /** `<audience>/client/claims/<name>`. */
  readonly key: string
  readonly value: string
}

export interface ClientRegistration {
  readonly clientId: string
  /** Value of the claim `helseid://claims/client/client_name`. Default: the client id. */
  readonly name?: string
  /** The STSs that know the client, by STS or environment name. Default: all. */
  readonly sts?: string | readonly string[]
  /** Public keys for `private_key_jwt`. Required, unless there are `certificates`. */
  readonly jwks?: { readonly keys: readonly ClientKey[] }
  /** Certificates for `private_key_jwt`, such as a virksomhetssertifikat, each as PEM or base64 DER. */
  readonly certificates?: readonly string[]
  /** API scopes granted to the client. */
  readonly scopes: readonly string[]
  /** Default: `none`. */
  readonly tenancy?: Tenancy
  /** Organisation number in every token of a single-tenant client. */
  readonly parent?: string
  /** Organisation numbers of the units that a single-tenant client may name. */
  readonly children?: readonly string[]
  /** Organisation number of a multi-tenant client's supplier. */
  readonly supplier?: string
  /** Organisations that have delegated to the supplier in Altinn. Default: all. */
  readonly delegations?: readonly string[]
  /** Scopes whose terms of use the organisation has not accepted. They are returned as `rejected_scope`. */
  readonly termsNotAccepted?: readonly string[]
  /** Scopes requested at Selvbetjening but not granted yet. */
  readonly pendingScopes?: readonly string[]
  /** Claims for its tokens, each for the API that defines it, as set at Selvbetjening. */
  readonly audienceSpecificClientClaims?: readonly AudienceClaim[]
  /** Allowed redirect URIs after login, and after logout. */
  readonly redirectUris?: readonly string[]
  readonly postLogoutRedirectUris?: readonly string[]
  /** Set for a client that was drafted at Selvbetjening. It is disabled until a person has confirmed the draft. */
  readonly draft?: ClientDraft
  /** Journal id of a single-tenant SFM client, for the claim `e-helse:sfm.api/client/claims/sfm-id`. */
  readonly sfmId?: string
  /** Default: `client_credentials`. */
  readonly grantTypes?: readonly string[]
  /** Default: true, as for every new client at HelseID. */
  readonly requireDpop?: boolean
  /** Default: true. */
  readonly enabled?: boolean
  /** Allows the client to authenticate with `clientSecret`, which HelseID refuses. Default: false. */
  readonly legacyAuth?: boolean
  readonly clientSecret?: string
  readonly profile?: ProfileName
  readonly severity?: Readonly<Record<string, Severity>>
}

/** A client draft of Selvbetjening, and what became of it. */
export interface ClientDraft {
  /** The user is sent here after the confirmation. */
  readonly redirectUri: string
  /** When the draft was made, in epoch seconds. Default: unknown, and the draft does not expire. */
  readonly draftedAt?: number
  /** Default: the draft awaits a decision. */
  readonly decision?: 'confirmed' | 'declined'
}

export interface ApiRegistration {
  /** For example `nhn:msh`. */
  readonly audience: string
  /** Scopes in addition to those that clients have. */
  readonly scopes?: readonly string[]
  /** The STSs that know the API. Default: all. */
  readonly sts?: string | readonly string[]
  /** Lifetime of its tokens in seconds. Default: 600. */
  readonly tokenLifetime?: number
  /** Names of the client claims in its tokens. Default: all known. */
  readonly claims?: readonly string[]
  /** Additional claims in its tokens, by name. */
  readonly extraClaims?: Readonly<Record<string, unknown>>
  /**
   * Requires DPoP: a request for one of its scopes without a proof is refused. Default: false. The twin's own APIs (`/nhn-api/…`)
   * require DPoP by default; with false they require Bearer.
   */
  readonly requireDpop?: boolean
  /** `typ` of its tokens; APIs accept both (UP:validering_av_access_token). Default: `at+jwt`. */
  readonly tokenTyp?: 'at+jwt' | 'JWT'
}
