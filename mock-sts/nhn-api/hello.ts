/** A protected API in NHN's manner: it answers with the caller's identity. */
import { organizationOf, TokenRefused } from 'helseid-client/verifier'
import { sampleApi } from 'helseid-contract'
import type { Address } from '../address.ts'
import { refusalEvent, verified } from '../protected-api.ts'
import type { Twin } from '../twin.ts'

export async function handleHello(twin: Twin, address: Address, request: Request): Promise<Response> {
  if (address.path !== '/hello')
    return answer(404, { error: 'not_found', error_description: 'the protected API is at …/hello' })
  try {
    const claims = await verified(twin, address, sampleApi, request)
    const { client_id, scope } = claims
    return answer(200, {
      message: 'Hello from the protected API',
      client_id,
      organization: organizationOf(claims),
      scope,
    })
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error
    const { status, code, message, wwwAuthenticate } = error
    twin.options.log?.(refusalEvent('nhn-api', address.sts, error))
    return answer(status, { error: code, error_description: message }, { 'WWW-Authenticate': wwwAuthenticate })
  }
}

function answer(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
}
