/** Finds the twin or session that a client belongs to. */
import { stsEnvironments } from 'helseid-contract'
import type { Call, Owner } from './call.ts'

/** A real hostname has no room for a session's path. There the session is found by the clients it owns. */
export function ownerOf({ context, generation, address }: Call, clientId: string | undefined): Owner {
  const { sts, issuers } = address
  const isReal = issuers[sts] === stsEnvironments[sts].issuer
  const isOwn = !isReal || clientId === undefined || context.stses[sts].registry.client(clientId) !== undefined
  const session = isOwn ? undefined : context.sessions?.ownerOf(clientId)
  return session === undefined ? { context, generation } : { context: session, generation: session.generation }
}
