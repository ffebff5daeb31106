/** Calls an operation of the protected API with the claims of a valid token; refuses every other request. */
import { type AccessTokenClaims, TokenRefused } from 'helseid-client/verifier'
import { sampleApi } from 'helseid-contract'
import type { Call } from '../../context/call.ts'
import { TextResponse } from '../../http/text-response.ts'
import { refusalEvent } from '../../journal/log.ts'
import { verified } from '../protected-api.ts'

export type Operation = (claims: AccessTokenClaims) => Response

export async function guarded(call: Call, operation: Operation): Promise<Response> {
  try {
    return operation(await verified(call, sampleApi))
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error
    const { status, code, message } = error
    call.context.log(refusalEvent('nhn-api', call.address.sts, error))
    call.notes.error = code
    return answer(status, { error: code, error_description: message }, { 'WWW-Authenticate': error.wwwAuthenticate })
  }
}

export function answer(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new TextResponse(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
}
