/** Remembers which warnings of a client the log has shown, for rules that a client breaks with every token request. */
import type { VerdictRule } from '../verdict/verdict.ts'

/** Most clients that are remembered; beyond it, all are forgotten and may be warned once more. */
const maxClients = 10_000

/** A client that is to represent many organisations may get tokens without one on purpose. */
const reportedOnce: ReadonlySet<string> = new Set(['organization-present'])

export interface ReportedOnce {
  /** The broken rules of a token request that its log line still has to show. `isChallenge`: the request that gets the token comes next. */
  readonly unreported: (client: string, broken: readonly VerdictRule[], isChallenge: boolean) => readonly VerdictRule[]
  readonly reset: () => void
}

export function createReportedOnce(): ReportedOnce {
  const reported = new Set<string>()
  return {
    unreported: (client, broken, isChallenge) =>
      broken.filter(({ id, severity }) => {
        if (severity !== 'warn' || !reportedOnce.has(id)) return true
        if (isChallenge) return false
        const key = `${client} ${id}`
        if (reported.has(key)) return false
        if (reported.size >= maxClients) reported.clear()
        reported.add(key)
        return true
      }),
    reset: () => reported.clear(),
  }
}
