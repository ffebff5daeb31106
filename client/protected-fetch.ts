/** Calls a protected API: authorization and proof, one nonce challenge, one renewal. */
import {
  allowInsecureRequests,
  customFetch,
  type DPoPHandle,
  isDPoPNonceError,
  protectedResourceRequest,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi'
import type { Token } from './token-cache.ts'

export interface FetchTools {
  readonly getToken: () => Promise<Token>
  /** Drops a token that the API has refused. */
  readonly forget: (token: Token) => void
  readonly dpop: () => Promise<DPoPHandle>
  readonly fetch: typeof fetch
}

export async function protectedFetch(request: Request, tools: FetchTools): Promise<Response> {
  // The body is read once, so that it can be sent again after a challenge.
  const body = request.body === null ? null : await request.arrayBuffer()
  const url = new URL(request.url)
  let challenged = false
  let renewed = false
  for (;;) {
    const token = await tools.getToken()
    try {
      return await protectedResourceRequest(
        token.accessToken,
        request.method,
        url,
        new Headers(request.headers),
        body,
        {
          signal: request.signal,
          [customFetch]: (address, options) => tools.fetch(address, options as RequestInit),
          [allowInsecureRequests]: url.protocol === 'http:',
          ...(token.tokenType === 'DPoP' && { DPoP: await tools.dpop() }),
        },
      )
    } catch (error) {
      if (!(error instanceof WWWAuthenticateChallengeError)) throw error
      if (isDPoPNonceError(error) && !challenged) challenged = true
      else if (saysInvalidToken(error) && !renewed) {
        renewed = true
        tools.forget(token)
      } else return error.response
    }
  }
}

function saysInvalidToken({ cause, status }: WWWAuthenticateChallengeError): boolean {
  return status === 401 && cause.some(({ parameters }) => parameters.error === 'invalid_token')
}
