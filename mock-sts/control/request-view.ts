/** One request of the journal with everything that is known of it, computed when someone reads it. */
import type { Journal, JournalEntry } from '../journal/journal.ts'
import { faultsOf, outcomeOf } from '../journal/outcome.ts'
import { type Received, requestLineOf } from '../journal/received.ts'
import { correctedOf, type Draft, draftOf, type Fresh } from './corrected.ts'
import { decodedOf } from './decoded.ts'
import { summary } from './request-list.ts'
import { withSources } from './rule-sources.ts'

export interface ViewSources extends Fresh {
  /** Whether the twin has the key of the client. */
  readonly canSign: boolean
}

export function requestView(journal: Journal, entry: JournalEntry, { canSign, ...fresh }: ViewSources): object {
  const { id, verdict } = entry
  const received = journal.received(id)
  const response = journal.answered(id)
  const decoded = received && decodedOf({ headers: received.headers, body: bodyOf(received), answer: response?.body })
  const faults = faultsOf(entry)
  return {
    ...summary(entry),
    ...(verdict && { verdict: { ...verdict, rules: verdict.rules.map(withSources) } }),
    ...(received && { received: receivedBody(received) }),
    ...(response && { response }),
    ...(decoded && Object.keys(decoded).length > 0 && { decoded }),
    ...(received &&
      decoded &&
      faults.length > 0 && {
        corrected: {
          ...correctedOf({ ...received, url: entry.url, body: bodyOf(received), decoded }, faults, fresh),
          ...(entry.endpoint === 'token' && { canSign }),
        },
      }),
    ...lastAccepted(journal, entry),
  }
}

/** A token request with what its broken rules say is right, and JWTs that are not signed; undefined if the journal does not have it. */
export function correctedDraft(journal: Journal, entry: JournalEntry, fresh: Fresh): Draft | undefined {
  const received = journal.received(entry.id)
  if (received === undefined || entry.endpoint !== 'token') return undefined
  const body = bodyOf(received)
  const decoded = decodedOf({ headers: received.headers, body, answer: undefined })
  return draftOf({ ...received, url: entry.url, body, decoded }, faultsOf(entry), fresh)
}

function bodyOf({ body }: Received): string | undefined {
  return body?.toString('utf8')
}

function receivedBody(raw: Received): object {
  const { headers } = raw
  const body = bodyOf(raw)
  return { requestLine: requestLineOf(raw), headers, ...(body && { body }) }
}

/** Of a refused token request. */
function lastAccepted({ entries }: Journal, entry: JournalEntry): { readonly lastAccepted?: string } {
  const { clientId, sts, endpoint } = entry
  if (endpoint !== 'token' || clientId === undefined || outcomeOf(entry) !== 'refused') return {}
  const before = entries.slice(0, entries.indexOf(entry))
  const found = before.findLast(
    (other) =>
      other.endpoint === 'token' &&
      other.clientId === clientId &&
      other.sts === sts &&
      ['accepted', 'warned'].includes(outcomeOf(other)),
  )
  return found === undefined ? {} : { lastAccepted: found.id }
}
