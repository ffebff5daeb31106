/** A stream of what happens in a twin or session, as server-sent events. https://html.spec.whatwg.org/multipage/server-sent-events.html */
import type { UnderlyingSource } from 'node:stream/web'
import type { NumberedEvent } from '../../journal/events.ts'
import { type Limit, limits } from '../../limits.ts'
import { summary } from '../request-list.ts'
import { type ControlCall, type Operations, Refused } from './operation.ts'

/** After how many heartbeats in a row without room in its buffer a stream is dropped. */
const maxStalled = 4

/** Milliseconds from one write to the next: an event after a pause is sent at once, and many events cost each reader one write. */
const writeInterval = 150

/** How long a browser waits before it opens a broken stream again, in milliseconds. */
const reconnectAfter = 2000

export const eventOperations: Operations = { streamEvents }

type Controller = ReadableStreamDefaultController<Uint8Array>

function streamEvents(call: ControlCall): Response {
  const { context, request } = call
  const headers = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' }
  if (request.method === 'HEAD') return new Response(null, { headers })
  const leave = context.streams.enter()
  if (typeof leave === 'string') {
    const { value, unit }: Limit = limits[leave]
    throw new Refused(429, { detail: `There are already ${value} ${unit}: close some of them.` })
  }
  const strategy = new ByteLengthQueuingStrategy({ highWaterMark: limits.eventBuffer.value })
  return new Response(new ReadableStream(sourceOf(call, leave), strategy), { headers })
}

/** The list of events is the buffer: the source takes from it what the reader has room for. */
function sourceOf(call: ControlCall, leave: () => void): UnderlyingSource<Uint8Array> {
  const { context, request } = call
  const { events } = context
  const write = writerOf(call)
  let stop = (_how: () => void = () => undefined): void => undefined
  return {
    start(controller: Controller) {
      let isOver = false
      let written = -writeInterval
      let isPlanned = false
      let stalled = 0
      stop = (how = () => undefined) => {
        if (isOver) return
        isOver = true
        clearInterval(heartbeat)
        unlisten()
        leave()
        request.signal.removeEventListener('abort', close)
        how()
      }
      const close = () => stop(() => controller.close())
      const heartbeat = setInterval(() => {
        stalled = hasRoom(controller) ? 0 : stalled + 1
        if (stalled >= maxStalled)
          stop(() => {
            context.limitReached('eventBuffer')
            controller.error(new Error('the reader of the event stream is too slow'))
          })
        else if (stalled === 0) controller.enqueue(encoded(': heartbeat\n\n'))
      }, limits.eventHeartbeat.value * 1000)
      heartbeat.unref()
      const unlisten = events.listen(() => {
        if (isPlanned) return
        isPlanned = true
        const pause = Math.max(0, written + writeInterval - performance.now())
        setTimeout(() => {
          isPlanned = false
          written = performance.now()
          if (!isOver) write.news(controller)
        }, pause).unref()
      }, close)
      request.signal.addEventListener('abort', close)
      write.opening(controller)
      if (request.signal.aborted) close()
    },
    pull: (controller: Controller) => write.news(controller),
    cancel: () => stop(),
  }
}

/** Writes the events after the one that the reader has. */
function writerOf({ context, query, request }: ControlCall): {
  opening(controller: Controller): void
  news(controller: Controller): void
} {
  const { events, journal } = context
  // A browser that connects again sends the header, which is newer than the query of its address.
  const id = request.headers.get('last-event-id') ?? (query.lastEventId as string | undefined) ?? ''
  const known = id === '' ? events.last : events.numberOf(id)
  let sent = known ?? 0
  let saysForgotten = false
  const sayForgotten = (add: (bytes: Uint8Array) => void, oldest: number) => {
    if (saysForgotten) return
    saysForgotten = true
    add(frame('forgotten', { oldest: events.idOf(oldest) }))
  }
  const dataOf = ({ event }: NumberedEvent): object | undefined => {
    if (event.name !== 'request') return event.data
    const entry = journal.find(event.requestId)
    return entry && summary(entry)
  }
  return {
    opening(controller) {
      const { basePath } = context
      const data = { last: events.idOf(events.last), ...(basePath !== '' && { session: basePath.slice('/s/'.length) }) }
      controller.enqueue(encoded(`retry: ${reconnectAfter}\n`))
      controller.enqueue(frame('opened', data, id === '' ? data.last : undefined))
      if (known === undefined)
        sayForgotten((bytes) => controller.enqueue(bytes), events.after(0)?.number ?? events.last + 1)
    },
    news(controller) {
      const frames: Uint8Array[] = []
      let room = controller.desiredSize ?? 0
      const add = (bytes: Uint8Array) => {
        frames.push(bytes)
        room -= bytes.length
      }
      while (room > 0) {
        const next = events.after(sent)
        if (next === undefined) break
        const { number, event } = next
        const data = dataOf(next)
        // A clearing makes what came before it void.
        if (data === undefined || (number > sent + 1 && event.name !== 'cleared')) sayForgotten(add, number)
        sent = number
        if (data === undefined) continue
        add(frame(event.name, data, events.idOf(number)))
        saysForgotten = false
      }
      if (frames.length > 0) controller.enqueue(Buffer.concat(frames))
    },
  }
}

function hasRoom({ desiredSize }: Controller): boolean {
  return (desiredSize ?? 0) > 0
}

/** JSON has no line breaks. */
function frame(name: string, data: object, id?: string): Uint8Array {
  return encoded(`${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
}

const encoder = new TextEncoder()

function encoded(text: string): Uint8Array {
  return encoder.encode(text)
}
