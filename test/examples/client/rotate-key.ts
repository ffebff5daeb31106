/** Rotates the key when it has less than 30 days left. Call it once a day. */
import { type HelseIdClient, writeKeyFile } from 'helseid-client'

const margin = 30 * 24 * 60 * 60 * 1000

export async function rotateWhenDue(client: HelseIdClient, file: string, now = Date.now()): Promise<boolean> {
  const { kid, expiresAt } = await client.keyStatus()
  if (expiresAt === undefined) {
    console.warn(`the expiry of the key ${kid} is unknown: look it up in Selvbetjening, and rotate it in time`)
    return false
  }
  if (expiresAt - now > margin) return false
  await client.rotateKey({ store: ({ jwk }) => writeKeyFile(file, jwk) })
  return true
}
