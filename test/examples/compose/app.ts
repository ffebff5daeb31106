/** Requests one token, prints its issuer and client, and exits. HELSEID_ISSUER defaults to HelseID's test environment. */
import { createHelseIdClient } from 'helseid-client'

const issuer = process.env.HELSEID_ISSUER
const client = createHelseIdClient({
  ...(issuer === undefined ? { environment: 'test1' } : { issuer }),
  clientId: process.env.HELSEID_CLIENT_ID ?? '',
  key: JSON.parse(process.env.HELSEID_CLIENT_JWK ?? '{}'),
})

client.getToken().then(
  ({ accessToken, scope }) => {
    const { iss, client_id } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString())
    console.log(JSON.stringify({ iss, client_id, scope }))
  },
  (error) => {
    console.error(error)
    process.exitCode = 1
  },
)
