/** Twins within the twin: each has clients, journal, clock and scenarios of its own, and is forgotten when nobody uses it. */
import { randomBytes } from 'node:crypto'

export interface Session<T> {
  readonly id: string
  /** Path below which everything of it lies. */
  readonly basePath: string
  readonly twin: T
}

export interface Sessions<T> {
  /** `make` puts the session's twin together, for its path. */
  create(make: (basePath: string) => T): Session<T>
  /** One that is there; asking for it keeps it from being forgotten. */
  find(id: string): Session<T> | undefined
  /** Those that are there, the newest first. */
  readonly all: readonly Session<T>[]
  /** False for one that there is none of. */
  end(id: string): boolean
}

/** After this long without a request a session is forgotten, in milliseconds. */
export const sessionIdleTime = 10 * 60 * 1000

/** So many are there at most: where one more is made, the one that nobody has used for the longest time is forgotten. */
export const maxSessions = 1000

/** `onEnd`: called with a session that is ended or forgotten. `now` is real time, in epoch milliseconds. */
export function createSessions<T>(
  now: () => number = Date.now,
  onEnd: (session: Session<T>) => void = () => undefined,
): Sessions<T> {
  const sessions = new Map<string, Session<T> & { usedAt: number }>()
  const end = (id: string) => {
    const session = sessions.get(id)
    if (session !== undefined) onEnd(session)
    return sessions.delete(id)
  }
  const forgetIdle = () => {
    for (const [id, { usedAt }] of sessions) if (now() - usedAt > sessionIdleTime) end(id)
  }
  const leastUsed = () => [...sessions.values()].reduce((least, each) => (each.usedAt < least.usedAt ? each : least)).id
  return {
    create(make) {
      forgetIdle()
      if (sessions.size >= maxSessions) end(leastUsed())
      const id = randomBytes(9).toString('base64url').replaceAll(/[_-]/g, '0')
      const basePath = `/s/${id}`
      const session = { id, basePath, twin: make(basePath), usedAt: now() }
      sessions.set(id, session)
      return session
    },
    find(id) {
      forgetIdle()
      const session = sessions.get(id)
      if (session !== undefined) session.usedAt = now()
      return session
    },
    get all() {
      forgetIdle()
      return [...sessions.values()].reverse()
    },
    end,
  }
}

/** The id of the session below whose path an address lies. */
export function sessionIdOf(pathname: string): string | undefined {
  return /^\/s\/([A-Za-z0-9]+)(?:\/|$)/.exec(pathname)?.[1]
}
