/** Changes the key when it has less than 30 days left; to be called once a day. */
import { renameSync, writeFileSync } from 'node:fs'
import type { HelseIdClient } from 'helseid-client'

const margin = 30 * 24 * 60 * 60 * 1000

export async function rotateWhenDue(client: HelseIdClient, file: string, now = Date.now()): Promise<boolean> {
  const { kid, expiresAt } = await client.keyStatus()
  if (expiresAt === undefined) {
    console.warn(`nobody says when the key ${kid} ends: look it up at Selvbetjening, and change it in time`)
    return false
  }
  if (expiresAt - now > margin) return false
  await client.rotateKey({
    store: ({ jwk, kid }) => {
      // A file of its own for each new key: another process may rotate too.
      const written = `${file}.${kid}`
      writeFileSync(written, JSON.stringify(jwk), { mode: 0o600, flush: true })
      renameSync(written, file)
    },
  })
  return true
}
