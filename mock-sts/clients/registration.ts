/** What may be said of a client and of an API when they are registered with the twin. */
import type { Jwk, ProfileName, Severity, Tenancy } from 'helseid-contract/rules'

/** A public JWK, or only its certificate in `x5c`, with the moment it expires. */
export interface ClientKey extends Jwk {
  /** Default with a certificate: its SHA-1 thumbprint in upper-case hex, as HelseID.Library sends it. */
  readonly kid?: string
  readonly alg?: string
  /** Certificate chain in base64 DER, the key's own first. The key then expires with its certificate, unless `exp` says otherwise. */
  readonly x5c?: readonly string[]
  /** SHA-1 thumbprint of the certificate in base64url. */
  readonly x5t?: string
  /** When the key expires, in epoch seconds; without it the key does not expire. */
  readonly exp?: number
  /** How it came to Selvbetjening. Default: `Gui`. */
  readonly origin?: 'Api' | 'Gui'
}

/** A claim that an API defines, with its value for one client. */
export interface AudienceClaim {
  /** `<audience>/client/claims/<name>`. */
  readonly key: string
  readonly value: string
}

export interface ClientRegistration {
  readonly clientId: string
  /** Shown in the claim `helseid://claims/client/client_name`. Default: the client id. */
  readonly name?: string
  /** The STSs that know the client, by STS or environment name. Default: all. */
  readonly sts?: string | readonly string[]
  /** Public keys for `private_key_jwt`; these or `certificates`. */
  readonly jwks?: { readonly keys: readonly ClientKey[] }
  /** Certificates whose keys sign assertions, such as a virksomhetssertifikat: each in PEM, or in base64 DER. */
  readonly certificates?: readonly string[]
  /** API scopes granted to the client. */
  readonly scopes: readonly string[]
  /** Default: `none`. */
  readonly tenancy?: Tenancy
  /** Organisation number put into every token of a single-tenant client. */
  readonly parent?: string
  /** Organisation numbers of the units a single-tenant client may name. */
  readonly children?: readonly string[]
  /** Organisation number of a multi-tenant client's supplier. */
  readonly supplier?: string
  /** Organisations that have delegated to the supplier in Altinn. Default: every organisation has. */
  readonly delegations?: readonly string[]
  /** Scopes whose terms of use the organisation has not accepted: withheld as `rejected_scope`. */
  readonly termsNotAccepted?: readonly string[]
  /** Scopes applied for at Selvbetjening, and not granted yet. */
  readonly pendingScopes?: readonly string[]
  /** Claims put into its tokens for the API that defines them, as set at Selvbetjening. */
  readonly audienceSpecificClientClaims?: readonly AudienceClaim[]
  /** Where users may be sent after login, and after logout. */
  readonly redirectUris?: readonly string[]
  readonly postLogoutRedirectUris?: readonly string[]
  /** Awaits its confirmation at Selvbetjening, after which the user is sent to this address; until then it is not enabled. */
  readonly draft?: { readonly redirectUri: string }
  /** Journal id of a single-tenant SFM client, for the claim `e-helse:sfm.api/client/claims/sfm-id`. */
  readonly sfmId?: string
  /** Default: `client_credentials`. */
  readonly grantTypes?: readonly string[]
  /** Default: true, as for every new client of HelseID. */
  readonly requireDpop?: boolean
  /** Default: true. */
  readonly enabled?: boolean
  /** Lets the client authenticate with `clientSecret`, which HelseID refuses. Default: false. */
  readonly legacyAuth?: boolean
  readonly clientSecret?: string
  readonly profile?: ProfileName
  readonly severity?: Readonly<Record<string, Severity>>
}

export interface ApiRegistration {
  /** For example `nhn:msh`. */
  readonly audience: string
  /** Scopes beyond those that some client holds. */
  readonly scopes?: readonly string[]
  /** The STSs that know the API. Default: all. */
  readonly sts?: string | readonly string[]
  /** Lifetime of its tokens in seconds. Default: 600. */
  readonly tokenLifetime?: number
  /** Client claims wanted in its tokens, by claim name. Default: everything known. */
  readonly claims?: readonly string[]
  /** Further claims in its tokens, by name. */
  readonly extraClaims?: Readonly<Record<string, unknown>>
  /** Refuses Bearer tokens: who asks for one of its scopes without a proof is refused. Default: false. */
  readonly requireDpop?: boolean
  /** `typ` of its tokens; APIs accept both (UP:validering_av_access_token). Default: `at+jwt`. */
  readonly tokenTyp?: 'at+jwt' | 'JWT'
}
