/** Sends responses that never end by themselves, such as server-sent events, at the pace of their readers. */
import type { ServerResponse } from 'node:http'
import { recordedHeaderNames } from './responses.ts'

export interface EventStreams {
  /** Resolves when the stream or its connection has ended. */
  send(res: ServerResponse, response: Response): Promise<void>
  /** Ends all streams; resolves when their readers have the end, or after a second. */
  end(): Promise<void>
}

/** How long a reader has to take the end of its stream, in milliseconds. */
const endTimeout = 1000

/** https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function isEventStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') ?? false
}

export function createEventStreams(): EventStreams {
  const open = new Set<ServerResponse>()
  return {
    async send(res, response) {
      for (const [name, value] of response.headers) res.setHeader(recordedHeaderNames[name] ?? name, value)
      res.writeHead(response.status)
      res.flushHeaders()
      open.add(res)
      try {
        await pump(res, response.body ?? new ReadableStream())
      } finally {
        open.delete(res)
      }
    },
    async end() {
      await Promise.all([...open].map(ended))
    },
  }
}

async function pump(res: ServerResponse, body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader()
  res.once('close', () => void reader.cancel())
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || res.destroyed) break
      if (!res.write(value)) await writable(res)
    }
    await ended(res)
  } catch (error) {
    // The source gave up on its reader, who learns it from the broken connection.
    res.destroy(error as Error)
  }
}

async function writable(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      res.off('drain', done)
      res.off('close', done)
      resolve()
    }
    res.once('drain', done)
    res.once('close', done)
  })
}

async function ended(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, endTimeout)
    function done() {
      clearTimeout(timer)
      resolve()
    }
    if (res.writableFinished || res.destroyed) return done()
    res.once('finish', done)
    res.once('close', done)
    res.end()
  })
}
