/** An API on `node:http` alone, with one open route and one that requires a token. */
import { createServer, type Server } from 'node:http'
import { createTokenVerifier, organizationOf, TokenRefused, type TokenVerifierOptions } from 'helseid-client/verifier'

/** In production with `{ environment: 'prod', origin: 'https://api.example' }`. */
export function createApi(from: Omit<TokenVerifierOptions, 'audience' | 'scopes'>): Server {
  const verify = createTokenVerifier({
    ...from,
    audience: 'nhn:test-public-samplecode',
    scopes: ['nhn:test-public-samplecode/client-credentials'],
  })
  return createServer(async (request, response) => {
    const answer = (status: number, body: object, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    const [path] = (request.url ?? '/').split('?')
    if (path === '/health') return answer(200, { ok: true })
    try {
      const claims = await verify(request)
      if (path !== '/things') return answer(404, { error: 'not-found' })
      return answer(200, { caller: claims.client_id, organization: organizationOf(claims) })
    } catch (error) {
      if (!(error instanceof TokenRefused)) {
        console.error(error)
        return answer(500, { error: 'internal' })
      }
      if (error.status === 503) console.error(error.logLine)
      return answer(error.status, { error: error.code }, { 'www-authenticate': error.wwwAuthenticate })
    }
  })
}
