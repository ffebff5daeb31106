/** Sessions: twins within the twin, each with its own clients, journal, clock and scenarios. Idle sessions end by themselves. */
import { randomBytes } from 'node:crypto'
import { limits } from '../limits.ts'

export interface Session<T> {
  readonly id: string
  /** Path prefix of all its addresses. */
  readonly basePath: string
  readonly twin: T
}

export interface Sessions<T> {
  /** `make` creates the session's twin for its path prefix. */
  create(make: (basePath: string) => T): Session<T>
  /** Finds a session and marks it as used, which restarts its idle time. */
  find(id: string): Session<T> | undefined
  /** All sessions, newest first. */
  readonly all: readonly Session<T>[]
  /** False for an unknown id. */
  end(id: string): boolean
}

/** A session ends after this long without a request, in milliseconds. */
export const sessionIdleTime = limits.sessionIdle.value * 1000

/** Maximum number of sessions. Creating one more ends the least recently used session. */
export const maxSessions = limits.sessions.value

export interface SessionHooks<T> {
  /** Called whenever a session ends to make room. */
  readonly onFull?: () => void
  /** Called with each session that has ended. */
  readonly onEnd?: (session: Session<T>) => void
}

/** `now` returns real time in epoch milliseconds. */
export function createSessions<T>(
  now: () => number = Date.now,
  { onFull = () => undefined, onEnd = () => undefined }: SessionHooks<T> = {},
): Sessions<T> {
  const sessions = new Map<string, Session<T> & { usedAt: number }>()
  const end = (id: string) => {
    const session = sessions.get(id)
    if (session === undefined) return false
    sessions.delete(id)
    onEnd(session)
    return true
  }
  const forgetIdle = () => {
    for (const [id, { usedAt }] of sessions) if (now() - usedAt > sessionIdleTime) end(id)
  }
  const leastUsed = () =>
    [...sessions.values()].reduce((oldest, each) => (each.usedAt < oldest.usedAt ? each : oldest)).id
  return {
    create(make) {
      forgetIdle()
      if (sessions.size >= maxSessions) {
        onFull()
        end(leastUsed())
      }
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

/** The session id in a path, if any. */
export function sessionIdOf(pathname: string): string | undefined {
  return /^\/s\/([A-Za-z0-9]+)(?:\/|$)/.exec(pathname)?.[1]
}
