/** Lists the requests that match a filter, optionally waiting until there are enough. */
import { requireSts } from 'helseid-contract'
import type { Journal, JournalEntry } from '../journal/journal.ts'
import { brokenRules } from '../verdict/verdict.ts'

export interface RequestFilter {
  /** Default: `token`. */
  readonly endpoint?: JournalEntry['endpoint'] | 'any'
  /** STS or environment name. */
  readonly sts?: string
  readonly clientId?: string
  readonly status?: number
  readonly outcome?: 'accepted' | 'refused'
  readonly error?: string
  readonly scenario?: string
  /** Id of a rule that the request broke, whether it was refused or only warned about. */
  readonly brokenRule?: string
  /** Id of a request: returns only later ones, or all if the journal has dropped it. */
  readonly after?: string
}

export interface RequestQuery extends RequestFilter {
  /** Returns only this many of the newest requests. */
  readonly limit?: number
  /** Waits until this many requests match. */
  readonly count?: number
  /** Maximum time to wait for `count`, in seconds. Default: 30. */
  readonly wait?: number
}

const defaultWait = 30

export async function listRequests(journal: Journal, query: RequestQuery): Promise<object> {
  const { count, limit, wait = defaultWait } = query
  const until = performance.now() + wait * 1000
  let found = fitting(journal, query)
  while (count !== undefined && found.length < count && performance.now() < until) {
    await journal.nextEntry(until - performance.now())
    found = fitting(journal, query)
  }
  return {
    requests: found.slice(-(limit ?? found.length)).map(summary),
    dropped: journal.dropped,
    ...(count !== undefined && { reached: found.length >= count }),
  }
}

/** A request with the rules it broke; only the single request has the rules it passed. */
export function summary({ verdict, ...entry }: JournalEntry): object {
  return { ...entry, ...(verdict && { outcome: verdict.outcome, broken: brokenRules(verdict) }) }
}

function fitting({ entries }: Journal, { after, sts, outcome, brokenRule, ...equal }: RequestFilter): JournalEntry[] {
  const from = after === undefined ? 0 : entries.findIndex(({ id }) => id === after) + 1
  const { endpoint = 'token', clientId, status, error, scenario } = equal
  const to = endpoint === 'any' ? undefined : endpoint
  const expected = Object.entries({ endpoint: to, clientId, status, error, scenario, sts: sts && requireSts(sts) })
  const members = expected.filter(([, value]) => value !== undefined)
  return entries
    .slice(from)
    .filter((entry) => members.every(([name, value]) => entry[name as keyof JournalEntry] === value))
    .filter(({ verdict }) => outcome === undefined || verdict?.outcome === outcome)
    .filter(({ verdict }) => brokenRule === undefined || broke(verdict, brokenRule))
}

function broke(verdict: JournalEntry['verdict'], rule: string): boolean {
  return verdict !== undefined && brokenRules(verdict).some(({ id }) => id === rule)
}
