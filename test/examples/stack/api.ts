/** A protected API as a team would write one: it takes HelseID tokens for `nhn:stack` and answers with whose they are. */
import { createServer } from 'node:http'
import { createTokenVerifier, organizationOf, TokenRefused } from 'helseid-client/verifier'

const verify = createTokenVerifier({
  environment: 'test1',
  audience: 'nhn:stack',
  scopes: ['nhn:stack/read'],
  // The twin can be restarted with other keys at any moment, which HelseID is not.
  jwksCooldown: 0,
})
const address = process.env.API_ADDRESS ?? 'http://api:3000'

createServer(async (request, response) => {
  const answer = (status: number, body: object, headers = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  try {
    const claims = await verify({ request, url: new URL(request.url ?? '/', address).href })
    answer(200, { clientId: claims.client_id, organization: organizationOf(claims), iss: claims.iss })
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error
    answer(error.status, { error: error.code, message: error.message }, { 'www-authenticate': error.wwwAuthenticate })
  }
}).listen(3000, () => console.log('listening'))
