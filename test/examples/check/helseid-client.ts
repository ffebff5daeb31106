/** A client for `check client`: calls an API with helseid-client, and exits with 0 if every call succeeded. */
import { createHelseIdClient } from 'helseid-client'

const { HELSEID_ISSUER, HELSEID_CLIENT_ID, HELSEID_CLIENT_JWK, HELSEID_SCOPE, HELSEID_API_URL, HELSEID_CALLS } =
  process.env as Record<string, string>

/** Timeout for each answer, in seconds; a client shares the machine with the trials that run at the same time. */
const timeout = 10

const client = createHelseIdClient({
  issuer: String(HELSEID_ISSUER),
  clientId: String(HELSEID_CLIENT_ID),
  key: JSON.parse(String(HELSEID_CLIENT_JWK)),
  scopes: String(HELSEID_SCOPE).split(' '),
  timeout,
})

try {
  const { rejectedScope } = await client.getToken()
  if (rejectedScope !== undefined) console.error(`HelseID withholds ${rejectedScope}`)
  for (let call = 0; call < Number(HELSEID_CALLS); call++) {
    const answer = await client.fetch(String(HELSEID_API_URL), { signal: AbortSignal.timeout(timeout * 1000) })
    if (!answer.ok) throw new Error(`the API answered ${answer.status} ${answer.headers.get('www-authenticate') ?? ''}`)
  }
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
