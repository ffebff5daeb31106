/** Notes that a client, and one of its keys, was used. */
import type { Facts } from 'helseid-contract/rules'
import type { Owner } from '../context/call.ts'

/** Only a client that has proved who it is counts as used. */
export function noteUse({ context, generation }: Owner, { client, credential, assertion }: Facts): void {
  const hasSecret = 'secretMatches' in credential && credential.secretMatches
  const key = credential.kind === 'assertion' ? assertion?.verifiedBy : undefined
  if (client === undefined || generation !== context.generation || !(hasSecret || key)) return
  context.clientUses.note(client.clientId, context.clock.now(), key)
}
