/** The revocation endpoint (RFC 7009): 200 for any token, of which an access token stays valid. */
import type { Call } from '../context/call.ts'
import { answerJudged } from './judged.ts'

export function revocation(call: Call): Promise<Response> {
  return answerJudged(call, 'revocation', { good: () => new Response(null, { status: 200 }) })
}
