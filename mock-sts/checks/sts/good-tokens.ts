/** Good tokens of an issuer, one after the other, as the client of the check gets them. */
import { parsedMembers } from 'helseid-contract/drift'
import { compose, type ExchangeContext } from 'helseid-contract/rules'

export interface TokenAnswer {
  /** Absent where the issuer gave none. */
  readonly accessToken?: string
  /** Status, and `error` where there is one. */
  readonly answered: string
}

/** Asks for one token a call. A nonce is used until another comes, and a challenge is answered once. */
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
