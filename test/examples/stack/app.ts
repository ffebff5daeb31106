/** An application with its production configuration: HelseID's test environment, its key, its scope, its API. */
import { createServer } from 'node:http'
import { createHelseIdClient, HelseIdError } from 'helseid-client'

const client = createHelseIdClient({
  environment: 'test1',
  clientId: process.env.HELSEID_CLIENT_ID ?? '',
  key: JSON.parse(process.env.HELSEID_CLIENT_JWK ?? '{}'),
  scopes: ['nhn:stack/read'],
  timeout: 2,
  // The API has no certificate here. In production it has one, or runs in a mesh that encrypts.
  allowPlainHttp: true,
})

createServer(async (_request, response) => {
  const answer = (body: object) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  try {
    const result = await client.fetch(process.env.API_ADDRESS ?? 'http://api:3000/')
    answer({ status: result.status, body: await result.json() })
  } catch (error) {
    if (!(error instanceof HelseIdError)) throw error
    answer({ code: error.code, error: error.error })
  }
}).listen(3000, () => console.log('listening'))
