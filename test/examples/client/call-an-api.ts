/** One client for the whole process, created at startup, and a call of an API with it. */
import { createHelseIdClient } from 'helseid-client'

export const client = createHelseIdClient({
  issuer: String(process.env.HELSEID_ISSUER), // in production: environment: 'prod'
  clientId: String(process.env.HELSEID_CLIENT_ID),
  key: { file: String(process.env.HELSEID_KEY_FILE) },
  scopes: ['nhn:test-public-samplecode/client-credentials'],
})

export async function hello(api: string, parent: string): Promise<unknown> {
  const response = await client.fetch(api, { signal: AbortSignal.timeout(10_000) }, { organization: { parent } })
  if (!response.ok) throw new Error(`${api} returned ${response.status}`)
  return response.json()
}
