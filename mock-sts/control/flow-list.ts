/** Lists the flows in the journal: the requests that belong together, one row each, the newest first. */
import { requireSts } from 'helseid-contract'
import type { Journal, JournalEntry } from '../journal/journal.ts'
import { faultsOf, type Outcome, outcomeOf, outcomes } from '../journal/outcome.ts'
import { summary } from './request-list.ts'

export interface FlowQuery {
  /** STS or environment name. */
  readonly sts?: string
  readonly clientId?: string
  readonly outcome?: Outcome
  /** Id of a rule that a request of the flow broke; a challenge does not count. */
  readonly brokenRule?: string
  readonly scenario?: string
  /** A flow has such a request. Default: any. */
  readonly endpoint?: JournalEntry['endpoint']
  /** Is part of an id, a client id, a URL, an error, a scenario or the id of a broken rule, in any letter case. */
  readonly text?: string
  /** Id of a flow: returns only older ones. */
  readonly before?: string
  /** Default: 50. */
  readonly limit?: number
}

interface Flow {
  readonly id: string
  /** Oldest first. */
  readonly entries: readonly JournalEntry[]
}

const defaultLimit = 50

/** Most requests of a flow in the list; the flow itself has all. */
const maxListed = 10

export function listFlows({ entries, dropped }: Journal, query: FlowQuery): object {
  const { outcome, before, limit = defaultLimit } = query
  const flows = flowsIn(entries).reverse()
  const matching = flows.filter(filterOf(query))
  const selected = outcome === undefined ? matching : matching.filter((flow) => outcomeOfFlow(flow) === outcome)
  // A flow that the journal has dropped has no older ones.
  const from = before === undefined ? 0 : selected.indexOf(olderThan(selected, flows, before) as Flow)
  const page = from < 0 ? [] : selected.slice(from, from + limit)
  return {
    flows: page.map(rowOf),
    matching: selected.length,
    byOutcome: Object.fromEntries(
      outcomes.map((each) => [each, matching.filter((flow) => outcomeOfFlow(flow) === each).length]),
    ),
    more: from >= 0 && from + limit < selected.length,
    dropped,
  }
}

/** The first of the selected flows older than `before`, which may match the filter or not. */
function olderThan(selected: readonly Flow[], flows: readonly Flow[], before: string): Flow | undefined {
  const position = flows.findIndex(({ id }) => id === before)
  if (position < 0) return undefined
  const older = new Set(flows.slice(position + 1))
  return selected.find((flow) => older.has(flow))
}

/** The flow with all its requests; undefined if the journal has none of them. */
export function findFlow({ entries }: Journal, id: string): object | undefined {
  const own = entries.filter(({ flow }) => flow === id)
  if (own.length === 0) return undefined
  const flow = { id, entries: own }
  return { ...rowOf(flow), requests: own.map(summary) }
}

/** In the order of their first request. */
function flowsIn(entries: readonly JournalEntry[]): Flow[] {
  const byId = new Map<string, JournalEntry[]>()
  for (const entry of entries) {
    const known = byId.get(entry.flow)
    if (known === undefined) byId.set(entry.flow, [entry])
    else known.push(entry)
  }
  return [...byId].map(([id, own]) => ({ id, entries: own }))
}

/** The outcome of its last request: a challenge is followed by its retry, a token by the calls that use it. */
function outcomeOfFlow({ entries }: Flow): Outcome {
  const results = entries.map(outcomeOf)
  const last = results.at(-1) ?? 'answered'
  // A warning is not undone by a call that succeeds.
  return last === 'answered' ? (results.findLast((each) => each !== 'answered') ?? last) : last
}

function rowOf(flow: Flow): object {
  const { id, entries } = flow
  const [first] = entries as [JournalEntry]
  const clientId = entries.find((entry) => entry.clientId !== undefined)?.clientId
  return {
    id,
    at: first.at,
    lastAt: (entries.at(-1) ?? first).at,
    sts: first.sts,
    ...(clientId !== undefined && { clientId }),
    outcome: outcomeOfFlow(flow),
    statuses: entries.slice(-maxListed).map(({ status }) => status),
    count: entries.length,
    requests: entries.slice(-maxListed).map(summary),
  }
}

function filterOf({ sts, clientId, brokenRule, scenario, endpoint, text }: FlowQuery): (flow: Flow) => boolean {
  const name = sts === undefined ? undefined : requireSts(sts)
  const sought = text?.toLowerCase()
  const fits = (entry: JournalEntry) =>
    (name === undefined || entry.sts === name) && (endpoint === undefined || entry.endpoint === endpoint)
  return ({ entries }) =>
    entries.some(fits) &&
    (clientId === undefined || entries.some((entry) => entry.clientId === clientId)) &&
    (scenario === undefined || entries.some((entry) => entry.scenario === scenario)) &&
    (brokenRule === undefined || entries.some((entry) => brokenIn(entry).includes(brokenRule))) &&
    (sought === undefined || entries.some((entry) => textOf(entry).includes(sought)))
}

/** Ids of the broken rules, without the one that every first request breaks. */
function brokenIn(entry: JournalEntry): readonly string[] {
  return faultsOf(entry).map(({ id }) => id)
}

function textOf(entry: JournalEntry): string {
  const { id, flow, clientId, method, url, error, scenario, status } = entry
  return [id, flow, clientId, method, url, error, scenario, status, ...brokenIn(entry)].join('\n').toLowerCase()
}
