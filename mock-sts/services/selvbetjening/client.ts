/**
 * `/v1/client`: reads the client’s registration and updates what the client may change. Source: Selvbetjening.Samples,
 * CurrentClient.
 */
import type { ClientRegistration } from '../../clients/registration.ts'
import type { SelvbetjeningCall } from './call.ts'

export function readClient({ registration }: SelvbetjeningCall): Response {
  return Response.json(currentClient(registration()))
}

/**
 * Scopes that the client does not hold become `pending`; in reality someone has to approve them. Null empties a member. Unknown: what
 * NHN does with a missing member. The twin leaves it unchanged.
 */
export async function updateClient({ change, request }: SelvbetjeningCall): Promise<Response> {
  // Loads the validator only when there is a body to validate.
  const { clientUpdate, readBody } = await import('./body.ts')
  const { apiScopes, childOrganizationNumbers: children, ...lists } = await readBody(request, clientUpdate)
  const { audienceSpecificClientClaims, redirectUris, postLogoutRedirectUris } = lists
  const updated = await change((current) => {
    const { scopes, pendingScopes = [] } = current
    const requested = apiScopes ?? [...scopes, ...pendingScopes]
    return {
      ...current,
      scopes: scopes.filter((scope) => requested.includes(scope)),
      pendingScopes: requested.filter((scope) => !scopes.includes(scope)),
      ...withEmptyForNull({ audienceSpecificClientClaims, redirectUris, postLogoutRedirectUris, children }),
    }
  })
  return Response.json(currentClient(updated))
}

/** Turns null into an empty list and removes undefined members. */
export function withEmptyForNull<T extends Record<string, readonly unknown[] | null | undefined>>(
  lists: T,
): { readonly [name in keyof T]?: NonNullable<T[name]> } {
  const entries = Object.entries(lists).filter(([, list]) => list !== undefined)
  return Object.fromEntries(entries.map(([name, list]) => [name, list ?? []])) as never
}

function currentClient(registration: ClientRegistration): object {
  const { scopes, pendingScopes = [], audienceSpecificClientClaims = [], children = [] } = registration
  const { redirectUris = [], postLogoutRedirectUris = [] } = registration
  return {
    apiScopes: [
      ...scopes.map((scope) => ({ scope, status: 'ok', statusReason: null })),
      ...pendingScopes.map((scope) => ({ scope, status: 'pending', statusReason: 'Not approved yet.' })),
    ],
    audienceSpecificClientClaims: audienceSpecificClientClaims.map(({ key, value }) => ({
      claimType: key,
      activeClaimValue: value,
      pendingClaimValue: null,
      status: 'ok',
      statusReason: null,
    })),
    redirectUris,
    postLogoutRedirectUris,
    childOrganizationNumbers: children,
  }
}
