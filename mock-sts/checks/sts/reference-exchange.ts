/** Sends the reference request to an issuer, and keeps what its answers say: the token, a challenge and a refusal. */
import { endpoints } from 'helseid-contract'
import { parsedMembers } from 'helseid-contract/drift'
import { claimsOf, compose, decodeCompact, type ExchangeContext, type RequestChange } from 'helseid-contract/rules'
import type { sendRequest } from '../../http/send-request.ts'

export interface SeenAnswer {
  readonly status: number
  readonly headers: Headers
  readonly members: Readonly<Record<string, unknown>>
}

export interface Reference {
  readonly context: ExchangeContext
  /** The answer to a request without a nonce. */
  readonly challenge: SeenAnswer
  /** The answer to a request for a scope that does not exist. */
  readonly refusal: SeenAnswer
  readonly granted: SeenAnswer
  readonly accessToken: string | undefined
  /** Undefined if the token is not a JWT. */
  readonly header: Readonly<Record<string, unknown>> | undefined
  readonly claims: Readonly<Record<string, unknown>> | undefined
  readonly keys: readonly Readonly<Record<string, unknown>>[]
  /** Epoch seconds of the client’s clock when the token arrived. */
  readonly receivedAt: number
}

/** @throws {TypeError} `fetch failed`, if no answer comes */
export async function referenceExchange(context: ExchangeContext, send: typeof sendRequest): Promise<Reference> {
  let nonce: string | undefined
  const answerTo = async (change: RequestChange): Promise<SeenAnswer> => {
    const response = await context.send(compose(change, context, { now: context.now(), nonce, previous: undefined }))
    const { status, headers } = response
    nonce = headers.get('dpop-nonce') ?? nonce
    return { status, headers, members: parsedMembers(await response.text()) }
  }
  const challenge = await answerTo({ proof: { claims: { nonce: null } } })
  const granted = await answerTo({})
  const receivedAt = context.now()
  const refusal = await answerTo({ form: { scope: 'nhn:no-such-api/read' } })
  const jwks = await send({ url: context.issuer + endpoints.jwks })
  const { keys } = parsedMembers(await jwks.text())
  const { access_token: token } = granted.members
  const accessToken = typeof token === 'string' ? token : undefined
  const claims = claimsOf(accessToken)
  return {
    context,
    challenge,
    refusal,
    granted,
    accessToken,
    header: claims === undefined ? undefined : Object(decodeCompact(String(accessToken)).header),
    claims,
    keys: Array.isArray(keys) ? keys.map(Object) : [],
    receivedAt,
  }
}
