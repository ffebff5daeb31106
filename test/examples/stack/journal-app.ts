/** An application in a container that reads a patient journal with `helseid-client`. */
import { createServer } from 'node:http'
import { createHelseIdClient } from 'helseid-client'

const client = createHelseIdClient({
  issuer: process.env.HELSEID_ISSUER ?? '',
  clientId: process.env.HELSEID_CLIENT_ID ?? '',
  key: JSON.parse(process.env.HELSEID_CLIENT_JWK ?? '{}'),
  scopes: ['nhn:journal/read'],
  allowPlainHttp: true,
})

createServer(async (_request, response) => {
  const { status } = await client.fetch('http://api:3000/patients/17/journal')
  response.end(String(status))
}).listen(3000, () => console.log('listening'))
