/** The headers that authorize one request, without sending it. */
import { allowInsecureRequests, customFetch, type DPoPHandle, protectedResourceRequest } from 'oauth4webapi'
import type { Token } from './token-cache.ts'

/** `authorization`, and `dpop` where the token is bound. */
export async function requestHeaders(
  url: URL,
  method: string,
  { accessToken, tokenType }: Token,
  dpop: DPoPHandle | undefined,
): Promise<Record<string, string>> {
  let made: Record<string, string> = {}
  await protectedResourceRequest(accessToken, method, url, undefined, undefined, {
    [allowInsecureRequests]: url.protocol === 'http:',
    // Where the request would be sent, its headers are taken.
    [customFetch]: async (_url, { headers }) => {
      made = Object.fromEntries(new Headers(headers))
      return new Response()
    },
    ...(tokenType === 'DPoP' && dpop !== undefined && { DPoP: dpop }),
  })
  const { authorization = '', dpop: proof } = made
  return { authorization, ...(proof !== undefined && { dpop: proof }) }
}
