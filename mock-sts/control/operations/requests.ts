/** Operations on received requests. */
import type { ClientRegistration } from '../../clients/registration.ts'
import type { HttpRequest } from '../../http/http-request.ts'
import type { JournalEntry } from '../../journal/journal.ts'
import { requestText } from '../../journal/outcome.ts'
import { wireBytes } from '../../journal/received.ts'
import { type Limit, limits } from '../../limits.ts'
import type { Fresh } from '../corrected.ts'
import { listRequests } from '../request-list.ts'
import { correctedDraft, requestView } from '../request-view.ts'
import { canSignFor, signedCurl } from '../signed-curl.ts'
import { type ControlCall, json, noContent, type Operations, Refused, text } from './operation.ts'

export const requestOperations: Operations = {
  listRequests: listOrWait,
  clearRequests: ({ context }) => {
    context.journal.clear()
    context.events.add({ name: 'cleared', data: { because: 'cleared' } })
    return noContent()
  },
  getRequest: showRequest,
  getSignedCurl: signAgain,
  getRawRequest: ({ context, path }) => {
    const raw = context.journal.received(path.id ?? '')
    if (raw === undefined) throw noSuchRequest(path.id)
    return new Response(new Uint8Array(wireBytes(raw)), {
      headers: { 'Content-Type': 'text/plain; charset=UTF-8' },
    })
  },
}

function noSuchRequest(id = ''): Refused {
  return new Refused(404, { detail: `The journal has no request ${id}; it keeps only the newest requests.` })
}

async function listOrWait({
  context: { journal, waiters },
  query,
  request: { signal },
}: ControlCall): Promise<Response> {
  if (query.count === undefined) return json(200, await listRequests(journal, query))
  const leave = waiters.enter()
  if (typeof leave === 'string') {
    const { value, unit }: Limit = limits[leave]
    throw new Refused(429, {
      detail: `There are already ${value} ${unit}: end some of them, or ask without \`count\`.`,
    })
  }
  try {
    return json(200, await listRequests(journal, query, signal))
  } finally {
    leave()
  }
}

function showRequest({ context, path: { id = '' }, request }: ControlCall): Response {
  const entry = context.journal.find(id)
  if (entry === undefined) throw noSuchRequest(id)
  // Browsers get text, programs get JSON.
  if (entry.verdict !== undefined && prefersText(request)) return text(requestText(entry))
  return json(
    200,
    requestView(context.journal, entry, { ...freshOf(context), canSign: canSignFor(clientOf(context, entry)) }),
  )
}

/** The client must be one whose key the twin has: that of the demo client, which is public. */
function signAgain({ context, path: { id = '' } }: ControlCall): Response {
  const entry = context.journal.find(id)
  if (entry === undefined) throw noSuchRequest(id)
  if (!canSignFor(clientOf(context, entry)))
    throw new Refused(409, {
      detail: `The twin has no key of the client ${JSON.stringify(entry.clientId ?? '')}, so it cannot sign for it: \`corrected\` of the request says what to sign.`,
    })
  const draft = correctedDraft(context.journal, entry, freshOf(context))
  if (draft === undefined) throw new Refused(409, { detail: 'This is not a token request: nothing has to be signed.' })
  return text(`${signedCurl(draft, context.stses[entry.sts].issueNonce())}\n`)
}

function freshOf({ clock, newId }: ControlCall['context']): Fresh {
  return { now: Math.floor(clock.incoming() / 1000), newId }
}

function clientOf({ stses }: ControlCall['context'], { sts, clientId }: JournalEntry): ClientRegistration | undefined {
  return clientId === undefined ? undefined : stses[sts].registry.client(clientId)?.registration
}

function prefersText(request: HttpRequest): boolean {
  const [first = ''] = (request.headers.get('accept') ?? '').split(',')
  return first.startsWith('text/')
}
