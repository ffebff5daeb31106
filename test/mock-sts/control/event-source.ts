/** Reads server-sent events, for tests. https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream */

export interface Sent {
  readonly event: string
  readonly id: string | undefined
  readonly data: Record<string, unknown>
}

export interface EventReader {
  /** The next event, without comments; undefined at the end of the stream. */
  next(): Promise<Sent | undefined>
  /** The next events up to and including the first with this name. */
  until(event: string): Promise<Sent[]>
  /** Everything read so far, also comments. */
  readonly text: string
  close(): Promise<void>
}

export function eventsOf({ body }: Response): EventReader {
  if (body === null) throw new Error('the response has no body')
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  let rest = ''
  const next = async (): Promise<Sent | undefined> => {
    for (;;) {
      const end = rest.indexOf('\n\n')
      if (end >= 0) {
        const sent = parsed(rest.slice(0, end))
        rest = rest.slice(end + 2)
        if (sent !== undefined) return sent
        continue
      }
      const { done, value = '' } = await reader.read()
      if (done) return undefined
      text += value
      rest += value
    }
  }
  return {
    next,
    async until(event) {
      const all: Sent[] = []
      while (all.at(-1)?.event !== event) {
        const sent = await next()
        if (sent === undefined) throw new Error(`the stream ended without an event ${event}`)
        all.push(sent)
      }
      return all
    },
    get text() {
      return text
    },
    close: () => reader.cancel(),
  }
}

/** Undefined for a comment. */
function parsed(block: string): Sent | undefined {
  const fields = block.split('\n').flatMap((line) => {
    const [, name, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? []
    return name === undefined ? [] : [[name, value] as const]
  })
  const { event, id, data } = Object.fromEntries(fields) as Record<string, string>
  if (event === undefined) return undefined
  return { event, id, data: JSON.parse(data ?? '{}') as Record<string, unknown> }
}
