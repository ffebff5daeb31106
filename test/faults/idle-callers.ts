/** Holds idle or slow connections to a twin, in a process of its own because each end of a connection needs a file descriptor. */
import { connect, type Socket } from 'node:net'

export interface Callers {
  readonly port: number
  readonly count: number
  /** Sent at once. */
  readonly text: string
  /** Sent again and again, so that the connection is never silent. */
  readonly more: string
  /** Time between two pieces, in milliseconds. */
  readonly interval: number
}

export type CallersMessage = 'opened' | { readonly open: number } | { readonly milliseconds: readonly number[] }

/** Fewer than the twin's listen backlog of 511. */
const batch = 100

const say = async (message: CallersMessage) =>
  new Promise<void>((resolve) => process.send?.(message, undefined, undefined, () => resolve()))

/** Resolves when the connection is open. `closed` then resolves with the milliseconds that it was open. */
async function open({ port, text, more, interval }: Callers): Promise<{ readonly closed: Promise<number> }> {
  const socket: Socket = connect(port, '127.0.0.1')
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  const opened = performance.now()
  // A reset is one way to close.
  socket.resume().on('error', () => undefined)
  if (text !== '') socket.write(text)
  const timer = more === '' ? undefined : setInterval(() => socket.write(more), interval)
  const closed = new Promise<number>((resolve) => {
    socket.once('close', () => {
      clearInterval(timer)
      resolve(performance.now() - opened)
    })
  })
  return { closed }
}

async function hold(callers: Callers): Promise<void> {
  const opened: { readonly closed: Promise<number> }[] = []
  let left = 0
  process.on('message', () => void say({ open: left }))
  while (opened.length < callers.count) {
    const next = Math.min(batch, callers.count - opened.length)
    opened.push(...(await Promise.all(Array.from({ length: next }, () => open(callers)))))
    left += next
    for (const { closed } of opened.slice(-next)) closed.then(() => left--)
  }
  await say('opened')
  // Disconnecting drops what is not sent yet.
  await say({ milliseconds: await Promise.all(opened.map(({ closed }) => closed)) })
  process.disconnect()
}

process.once('message', (callers: Callers) => void hold(callers))
