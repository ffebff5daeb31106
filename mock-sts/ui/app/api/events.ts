/** Follows what happens in the twin, as server-sent events, and resumes where a broken stream ended. */
import { effect, signal } from '@preact/signals'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { controlPlane } from '../address.ts'
import { guardedFetch, type RequestSummary, tokenRequired, unlocked } from './control.ts'

export interface EventData {
  /** A request has been answered. */
  readonly request: RequestSummary
  readonly 'scenario-begun': object
  readonly 'scenario-acted': object
  readonly 'scenario-ended': object
  /** The journal was cleared. */
  readonly cleared: object
  /** Events that this page has not seen are lost: what it shows must be loaded again. */
  readonly forgotten: object
}

type EventName = keyof EventData
type Listener = <Name extends EventName>(name: Name, data: EventData[Name]) => void

/** `lost`: the stream is broken, and what is shown may be old. `gone`: the session does not exist any more. */
export const connection = signal<'connecting' | 'live' | 'lost' | 'gone'>('connecting')

/** Milliseconds before a broken stream is opened again; doubled up to the longest one. */
const pauses = { first: 1000, longest: 10_000 }

const listeners = new Set<Listener>()
let lastId: string | undefined
let stream: AbortController | undefined

/** Calls `listener` with each event. Returns a function that stops it. */
export function onEvent(listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/**
 * Opens the stream, and again whenever it breaks. A hidden page closes it, because browsers allow six connections to an origin, and resumes it
 * when it is shown.
 */
export function followEvents(): () => void {
  const restart = () => {
    stream?.abort()
    stream = undefined
    if (document.hidden || tokenRequired.value || connection.peek() === 'gone') return
    stream = new AbortController()
    void follow(stream.signal)
  }
  const dispose = effect(() => {
    void unlocked.value
    restart()
  })
  document.addEventListener('visibilitychange', restart)
  return () => {
    dispose()
    document.removeEventListener('visibilitychange', restart)
    stream?.abort()
  }
}

/** Opens the stream at once, instead of after the pause. */
export function reconnect(): void {
  unlocked.value++
}

async function follow(signal: AbortSignal): Promise<void> {
  let pause = pauses.first
  while (!signal.aborted) {
    try {
      await readStream(signal, () => {
        pause = pauses.first
      })
    } catch (error) {
      // The bar on top says that the connection is lost, whatever the reason.
      if (signal.aborted) return
      console.debug('the event stream broke', error)
    }
    if (signal.aborted || tokenRequired.value || isGone()) return
    connection.value = 'lost'
    await new Promise((resolve) => setTimeout(resolve, pause))
    pause = Math.min(pause * 2, pauses.longest)
  }
}

/** A function, because the compiler does not see that the stream changes it. */
function isGone(): boolean {
  return connection.value === 'gone'
}

/** Resolves when the twin ends the stream. */
async function readStream(signal: AbortSignal, onOpen: () => void): Promise<void> {
  const headers = { Accept: 'text/event-stream', ...(lastId !== undefined && { 'Last-Event-ID': lastId }) }
  const response = await guardedFetch(new Request(`${controlPlane}events`, { headers, signal, cache: 'no-store' }))
  // Only a session can be missing: it has ended.
  if (response.status === 404) {
    connection.value = 'gone'
    return
  }
  if (!response.ok || response.body === null) throw new Error(`${response.status} ${response.statusText}`)
  const events = response.body
    .pipeThrough(new TextDecoderStream() as TransformStream)
    .pipeThrough(new EventSourceParserStream())
  const reader = events.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    if (value.id !== undefined) lastId = value.id
    if (value.event === 'opened') {
      onOpen()
      connection.value = 'live'
    } else for (const listener of listeners) listener(value.event as EventName, JSON.parse(value.data))
  }
}
