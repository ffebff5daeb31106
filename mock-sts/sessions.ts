/** Twins within the twin: each has clients, journal, clock and scenarios of its own, and is forgotten when nobody uses it. */
import { randomBytes } from 'node:crypto'
import type { HelseIdMock } from './twin.ts'

export interface Session {
  readonly id: string
  /** Path below which everything of it lies. */
  readonly basePath: string
  readonly twin: HelseIdMock
}

export interface Sessions {
  /** `make` puts the session's twin together, for its path. */
  create(make: (basePath: string) => HelseIdMock): Session
  /** The session below whose path an address lies, if it is one's that is still there. */
  find(pathname: string): Session | undefined
  readonly ids: readonly string[]
  /** False for one that there is none of. */
  end(id: string): boolean
}

/** After this long without a request a session is forgotten, in milliseconds. */
export const sessionIdleTime = 10 * 60 * 1000

/** `now` is real time, in epoch milliseconds. */
export function createSessions(now: () => number = Date.now): Sessions {
  const sessions = new Map<string, Session & { usedAt: number }>()
  const forgetIdle = () => {
    for (const [id, { usedAt }] of sessions) if (now() - usedAt > sessionIdleTime) sessions.delete(id)
  }
  return {
    create(make) {
      forgetIdle()
      const id = randomBytes(9).toString('base64url').replaceAll(/[_-]/g, '0')
      const basePath = `/s/${id}`
      const session = { id, basePath, twin: make(basePath), usedAt: now() }
      sessions.set(id, session)
      return session
    },
    find(pathname) {
      const id = /^\/s\/([A-Za-z0-9]+)(?:\/|$)/.exec(pathname)?.[1]
      const session = id === undefined ? undefined : sessions.get(id)
      if (session === undefined || now() - session.usedAt > sessionIdleTime) return undefined
      session.usedAt = now()
      return session
    },
    get ids() {
      forgetIdle()
      return [...sessions.keys()]
    },
    end: (id) => sessions.delete(id),
  }
}
