/** Requests valid tokens from an issuer, one at a time, as the client of the check. */
import { parsedMembers } from 'helseid-contract/drift'
import { compose, type ExchangeContext } from 'helseid-contract/rules'

export interface TokenAnswer {
  /** Absent if the issuer issued none. */
  readonly accessToken?: string
  /** The status, and `error` if there is one. */
  readonly answered: string
}

/** Each call requests one token. Reuses a nonce until the issuer sends another, and answers one challenge. */
export function goodTokens(context: ExchangeContext): () => Promise<TokenAnswer> {
  let nonce: string | undefined
  const requestToken = async (): Promise<Record<string, unknown> & { readonly answered: string }> => {
    const response = await context.send(compose({}, context, { now: context.now(), nonce, previous: undefined }))
    nonce = response.headers.get('dpop-nonce') ?? nonce
    const members = parsedMembers(await response.text())
    const error = typeof members.error === 'string' ? [members.error] : []
    return { ...members, answered: [response.status, ...error].join(' ') }
  }
  return async () => {
    let answer = await requestToken()
    if (answer.error === 'use_dpop_nonce') answer = await requestToken()
    const { access_token: accessToken, answered } = answer
    return { answered, ...(typeof accessToken === 'string' && { accessToken }) }
  }
}
