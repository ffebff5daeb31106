/** `/v1/client`: how the client is registered, and what of it the client may change itself. Source: Selvbetjening.Samples, CurrentClient. */
import type { ClientRegistration } from '../../clients/registration.ts'
import type { SelvbetjeningCall } from './call.ts'

export function readClient({ registration }: SelvbetjeningCall): Response {
  return Response.json(currentClient(registration()))
}

/**
 * Scopes that the client does not hold are applied for: in reality somebody has to approve them, here they are `pending`. A member
 * that is null is emptied; what NHN does with one that is left out is not known, and here it stays as it was.
 */
export async function updateClient({ change, request }: SelvbetjeningCall): Promise<Response> {
  // The validator is loaded only where there is something to validate.
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

/** Of members that are lists: null empties one, and one that is left out is none. */
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
      ...pendingScopes.map((scope) => ({ scope, status: 'pending', statusReason: 'It has not been approved yet.' })),
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
