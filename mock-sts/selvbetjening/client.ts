/** `/v1/client`: how the client is registered, and what of it the client may change itself. Source: Selvbetjening.Samples. */
import { problemResponse } from '../wire.ts'
import type { SelvbetjeningCall } from './call.ts'

export function readClient({ registration }: SelvbetjeningCall): Response {
  const { scopes, children = [] } = registration
  return Response.json({
    apiScopes: scopes.map((scope) => ({ scope, status: 'ok' })),
    audienceSpecificClientClaims: [],
    redirectUris: [],
    postLogoutRedirectUris: [],
    childOrganizationNumbers: children,
  })
}

interface Update {
  readonly apiScopes?: readonly unknown[]
  readonly childOrganizationNumbers?: readonly unknown[]
}

/** Scopes that the client does not hold are applied for: in reality somebody has to approve them, here they are `pending`. */
export async function updateClient(call: SelvbetjeningCall): Promise<Response> {
  const { twin, address, registration, request } = call
  const update = await read(request)
  if (typeof update === 'string') return problemResponse(400, 'Bad Request', update)
  const wanted = update.apiScopes?.map(String) ?? registration.scopes
  const children = update.childOrganizationNumbers?.map(String)
  twin.registerClient({
    ...registration,
    sts: address.sts,
    scopes: registration.scopes.filter((scope) => wanted.includes(scope)),
    ...(children && { children }),
  })
  const status = (scope: string) => (registration.scopes.includes(scope) ? 'ok' : 'pending')
  return Response.json({
    apiScopes: wanted.map((scope) => ({ scope, status: status(scope) })),
    childOrganizationNumbers: children ?? registration.children ?? [],
  })
}

/** What is asked for, or what is wrong with it. */
async function read(request: Request): Promise<Update | string> {
  let value: Update
  try {
    value = (await request.json()) as Update
  } catch (error) {
    return `The body is no JSON: ${(error as Error).message}`
  }
  const { apiScopes = [], childOrganizationNumbers = [] } = value ?? {}
  if (!Array.isArray(apiScopes) || !apiScopes.every((scope) => typeof scope === 'string'))
    return 'apiScopes must be a list of scopes.'
  if (
    !Array.isArray(childOrganizationNumbers) ||
    !childOrganizationNumbers.every((number) => /^\d{9}$/.test(String(number)))
  )
    return 'childOrganizationNumbers must be a list of organisation numbers: nine digits each.'
  return value
}
