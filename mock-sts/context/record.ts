/** Records an answered request: in the journal, the metrics, the log, and as a link in the response. */
import { stsEnvironments, verdictHeader, whyHeader } from 'helseid-contract'
import { answered } from '../journal/answered.ts'
import type { JournalEntry } from '../journal/journal.ts'
import { scenarioRequestEvent, tokenRequestEvent } from '../journal/log.ts'
import { received } from '../journal/received.ts'
import { entryWithoutSecrets } from '../journal/without-secrets.ts'
import { verdictLine } from '../verdict/error-description.ts'
import type { Call } from './call.ts'

/**
 * Returns the response, with a link to the journal entry if the request was judged or a scenario acted on it. A request that arrived
 * before a reset is counted and logged, but does not enter the journal of the new generation.
 */
export async function record(call: Call, endpoint: JournalEntry['endpoint'], response: Response): Promise<Response> {
  // First, so that everything after it happens at once, also with regard to a reset.
  const answer = await answered(response)
  const { address, request, connection, notes } = call
  const { context: owner, generation } = notes.owner ?? call
  const { body, verdict, clientId, error, scenario } = notes
  const id = owner.newId()
  const isCurrent = generation === owner.generation
  const entry = entryWithoutSecrets(
    {
      id,
      flow: isCurrent ? owner.flows.flowOf(id, { ...notes, newNonce: newNonce(endpoint, response) }) : id,
      at: owner.clock.now(),
      sts: address.sts,
      endpoint,
      method: request.method,
      url: request.url,
      ...(clientId !== undefined && { clientId }),
      ...(scenario !== undefined && { scenario }),
      ...(error !== undefined && { error }),
      ...(verdict && { verdict }),
      status: response.status,
    },
    owner.scrubber,
  )
  if (isCurrent) {
    owner.journal.add(entry, received(request, connection.rawHeaders, body), answer)
    owner.counts.count(entry)
    owner.events.add({ name: 'request', requestId: entry.id })
  }
  owner.tally.count(entry)
  if (verdict !== undefined) owner.log(tokenRequestEvent(entry, owner.reportedOnce.unreported))
  else if (scenario !== undefined) owner.log(scenarioRequestEvent(address.service, entry))
  else return response
  const link = owner.access.verdictLink(entry, request.url)
  // A response of type `error` stands for a broken connection; its headers are immutable, and no one reads them.
  if (link === undefined || response.type === 'error') return response
  response.headers.set(verdictHeader, link)
  const leadsToHelseId = owner.inProcess && address.issuers[address.sts] === stsEnvironments[address.sts].issuer
  const why = leadsToHelseId ? whyOf(entry) : undefined
  if (why !== undefined) response.headers.set(whyHeader, why)
  return response
}

/** The nonce of a challenge. APIs hand out nonces too, but their calls are tied by the token. */
function newNonce(endpoint: JournalEntry['endpoint'], { headers }: Response): string | undefined {
  return endpoint === 'token' ? (headers.get('dpop-nonce') ?? undefined) : undefined
}

/** Why a request failed, in one line. The first request of a client, which has no nonce yet, fails by a scenario only. */
function whyOf({ scenario, verdict }: JournalEntry): string | undefined {
  if (scenario === undefined) return verdict && verdictLine(verdict)
  const rule = verdict?.answer?.rule === 'nonce-present' ? undefined : verdict && verdictLine(verdict)
  return rule === undefined ? `scenario ${scenario}` : `scenario ${scenario}; ${rule}`
}
