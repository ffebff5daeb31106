/** Lists the requests that match a filter, optionally waiting until there are enough. */
import { requireSts } from 'helseid-contract'
import type { Journal, JournalEntry } from '../journal/journal.ts'
import { deciderOf } from '../journal/outcome.ts'
import { brokenRules } from '../verdict/verdict.ts'
import { withSources } from './rule-sources.ts'

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

/** Ends the wait early when `signal` aborts. */
export async function listRequests(journal: Journal, query: RequestQuery, signal?: AbortSignal): Promise<object> {
  const { count, limit, wait = defaultWait } = query
  const until = performance.now() + wait * 1000
  const { fits, ...selected } = selection(journal, query)
  let { found } = selected
  let tested = journal.added
  while (count !== undefined && found.length < count && performance.now() < until && !signal?.aborted) {
    await journal.nextEntry(until - performance.now(), signal)
    // Test only what is new, because many may be waiting.
    const fresh = journal.added - tested
    tested = journal.added
    if (fresh > 0) found = [...found, ...journal.newest(fresh).filter(fits)]
  }
  // What was found before may have been dropped since.
  if (count !== undefined) found = selection(journal, query).found
  return {
    requests: found.slice(-(limit ?? found.length)).map(summary),
    dropped: journal.dropped,
    ...(count !== undefined && { reached: found.length >= count }),
  }
}

/** A request with the rules it broke; only the single request has the rules it passed. */
export function summary(request: JournalEntry): object {
  const { verdict, ...entry } = request
  const decidedBy = deciderOf(request)
  return {
    ...entry,
    ...(verdict && { outcome: verdict.outcome, broken: brokenRules(verdict).map(withSources) }),
    ...(decidedBy && { decidedBy }),
  }
}

/** The entries that match a filter now, and whether a later entry does. */
function selection(
  { entries }: Journal,
  { after, sts, outcome, brokenRule, ...equal }: RequestFilter,
): { readonly found: readonly JournalEntry[]; readonly fits: (entry: JournalEntry) => boolean } {
  const from = after === undefined ? 0 : entries.findIndex(({ id }) => id === after) + 1
  const { endpoint = 'token', clientId, status, error, scenario } = equal
  const to = endpoint === 'any' ? undefined : endpoint
  const expected = Object.entries({ endpoint: to, clientId, status, error, scenario, sts: sts && requireSts(sts) })
  const members = expected.filter(([, value]) => value !== undefined)
  const fits = (entry: JournalEntry) =>
    members.every(([name, value]) => entry[name as keyof JournalEntry] === value) &&
    (outcome === undefined || entry.verdict?.outcome === outcome) &&
    (brokenRule === undefined || broke(entry.verdict, brokenRule))
  return { found: entries.slice(from).filter(fits), fits }
}

function broke(verdict: JournalEntry['verdict'], rule: string): boolean {
  return verdict !== undefined && brokenRules(verdict).some(({ id }) => id === rule)
}
