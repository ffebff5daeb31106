/** What may be said of a client and of an API when they are registered with the twin. */
import type { JsonWebKey } from 'node:crypto'
import type { ProfileName, Severity, Tenancy } from 'helseid-contract/rules'

/** A public JWK, with the moment it expires. */
export interface ClientKey extends JsonWebKey {
  readonly kid?: string
  readonly alg?: string
  /** When the key expires, in epoch seconds; without it the key does not expire. */
  readonly exp?: number
}

export interface ClientRegistration {
  readonly clientId: string
  /** Shown in the claim `helseid://claims/client/client_name`. Default: the client id. */
  readonly name?: string
  /** The STSs that know the client, by STS or environment name. Default: all. */
  readonly sts?: string | readonly string[]
  /** Public keys for `private_key_jwt`. */
  readonly jwks: { readonly keys: readonly ClientKey[] }
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
}

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const

/** @throws {TypeError} saying everything that is wrong with the registration, and what to change */
export function assertRegistration(registration: ClientRegistration): void {
  const problems = registrationProblems(registration)
  if (problems.length > 0)
    throw new TypeError(`client ${JSON.stringify(registration.clientId)}: ${problems.join('; ')}`)
}

function registrationProblems({ clientId, jwks, scopes, legacyAuth, clientSecret }: ClientRegistration): string[] {
  const problems: string[] = []
  if (typeof clientId !== 'string' || clientId === '') problems.push('clientId must be a string that is not empty')
  if (!Array.isArray(scopes)) problems.push('scopes must be an array of strings')
  if (!Array.isArray(jwks?.keys)) problems.push('jwks must be an object with an array `keys` of public JWKs')
  else problems.push(...jwks.keys.flatMap((key, index) => keyProblems(key, `jwks.keys[${index}]`)))
  if (clientSecret !== undefined && legacyAuth !== true)
    problems.push(
      'clientSecret needs legacyAuth: true, for HelseID itself refuses client secrets; register a public key',
    )
  return problems
}

function keyProblems(key: ClientKey, at: string): string[] {
  const leaked = privateMembers.filter((member) => member in key)
  if (leaked.length === 0) return []
  return [
    `${at} is a private key (members ${leaked.join(', ')}): register only its public half, and rotate the key, for it has been passed around`,
  ]
}
