/** Remembers which warnings of a client the log has shown, for rules that a client breaks with every token request. */
import type { VerdictRule } from '../verdict/verdict.ts'

/** Most clients that are remembered; beyond it, all are forgotten and may be warned once more. */
const maxClients = 10_000

/** A client that is to represent many organisations may get tokens without one on purpose. */
const toldOnce: ReadonlySet<string> = new Set(['organization-present'])

export interface ToldOnce {
  /** The broken rules of a token request that its log line still has to show. */
  readonly untold: (client: string, broken: readonly VerdictRule[]) => readonly VerdictRule[]
  readonly reset: () => void
}

export function createToldOnce(): ToldOnce {
  const told = new Set<string>()
  return {
    untold: (client, broken) =>
      broken.filter(({ id, severity }) => {
        if (severity !== 'warn' || !toldOnce.has(id)) return true
        const key = `${client} ${id}`
        if (told.has(key)) return false
        if (told.size >= maxClients) told.clear()
        told.add(key)
        return true
      }),
    reset: () => told.clear(),
  }
}
