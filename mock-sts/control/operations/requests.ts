/** Operations on received requests. */
import { requestText } from '../../journal/outcome.ts'
import { wireBytes } from '../../journal/received.ts'
import { type Limit, limits } from '../../limits.ts'
import { listRequests } from '../request-list.ts'
import { requestView } from '../request-view.ts'
import { type ControlCall, json, noContent, type Operations, Refused, text } from './operation.ts'

export const requestOperations: Operations = {
  listRequests: listOrWait,
  clearRequests: ({ context }) => {
    context.journal.clear()
    context.events.add({ name: 'cleared', data: { because: 'cleared' } })
    return noContent()
  },
  getRequest: showRequest,
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
  return json(200, requestView(context.journal, entry))
}

function prefersText(request: Request): boolean {
  const [first = ''] = (request.headers.get('accept') ?? '').split(',')
  return first.startsWith('text/')
}
