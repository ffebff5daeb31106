/** Bounds the client drafts that no one has confirmed, in number and in age. */
import { draftExpiry } from '../../clients/client-draft.ts'
import type { ClientRegistration } from '../../clients/registration.ts'
import type { Context } from '../../context/context.ts'
import { limits } from '../../limits.ts'

const maxDrafts = limits.drafts.value

/** Removes expired drafts, and the oldest when there are too many. A draft that is confirmed meanwhile stays. */
export async function dropOldDrafts({ registrations, clock }: Context): Promise<void> {
  const now = clock.now() / 1000
  const drafts = registrations
    .clients()
    .filter(isUnconfirmed)
    .sort((one, other) => expiryOf(other) - expiryOf(one))
  const old = drafts.filter((draft, index) => index >= maxDrafts || expiryOf(draft) < now)
  for (const { clientId } of old) await registrations.removeClient(clientId, isUnconfirmed)
}

function isUnconfirmed({ draft }: ClientRegistration): boolean {
  return draft !== undefined && draft.decision !== 'confirmed'
}

/** In epoch seconds; `Infinity` for a draft of the configuration, which does not expire. */
function expiryOf({ draft }: ClientRegistration): number {
  return (draft && draftExpiry(draft)) ?? Number.POSITIVE_INFINITY
}
