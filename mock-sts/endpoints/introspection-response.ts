/** The response of the introspection endpoint: JSON, or a signed JWT if the caller requests one (RFC 9701). */
import { accessTokenAlgorithm, helseIdJson, tokenEndpointHeaders } from 'helseid-contract'
import type { Facts, JsonObject } from 'helseid-contract/rules'
import type { Call } from '../context/call.ts'
import type { HttpRequest } from '../http/http-request.ts'
import { signToken } from '../keys/signing-keys.ts'

const jwtMediaType = 'application/token-introspection+jwt'

/** The keys of `served` sign, whichever session the client belongs to: they are in the JWKS under the name that was called. */
export async function introspectionResponse(
  body: JsonObject,
  { sts, client }: Facts,
  { context, address, request }: Call,
  served: Call,
): Promise<Response> {
  const { keys, metadata } = served.context.stses[address.sts]
  // This response is new in Duende 7.3, as is a member of the metadata of December 2025.
  if (metadata === '2025-02' || !isJwtRequested(request))
    return new Response(helseIdJson(body), { headers: tokenEndpointHeaders })
  const key = await keys.active()
  const header = { alg: accessTokenAlgorithm, kid: key.kid, x5t: key.x5t, typ: 'token-introspection+jwt' }
  const iat = Math.floor(context.clock.now() / 1000)
  const jwt = await signToken(key, header, { iss: sts.issuer, iat, aud: client?.clientId, token_introspection: body })
  return new Response(jwt, { headers: { ...tokenEndpointHeaders, 'Content-Type': jwtMediaType } })
}

/** Only if `Accept` is this type and nothing else (Duende IntrospectionEndpoint). */
function isJwtRequested({ headers }: HttpRequest): boolean {
  return headers.get('accept')?.toLowerCase() === jwtMediaType
}
