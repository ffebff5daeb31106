/** A protected API as a team would write it: accepts HelseID tokens for `nhn:stack` and answers with the client they belong to. */
import { createServer } from 'node:http'
import { createTokenVerifier, organizationOf, TokenRefused } from 'helseid-client/verifier'

const issuer = process.env.HELSEID_ISSUER

const verify = createTokenVerifier({
  ...(issuer === undefined ? { environment: 'test1' } : { issuer, allowPlainHttp: true }),
  audience: 'nhn:stack',
  scopes: ['nhn:stack/read'],
  origin: new URL(process.env.API_ADDRESS ?? 'http://api:3000').origin,
  // Unlike HelseID, the twin may restart with new keys at any time.
  jwksCooldown: 0,
})

createServer(async (request, response) => {
  const answer = (status: number, body: object, headers = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  try {
    const claims = await verify(request)
    answer(200, { clientId: claims.client_id, organization: organizationOf(claims), iss: claims.iss })
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error
    answer(error.status, { error: error.code, message: error.message }, { 'www-authenticate': error.wwwAuthenticate })
  }
}).listen(3000, () => console.log('listening'))
