/** The rows of the list of requests: a challenge, its retry and the calls with the token are one row. */
import type { RequestSummary, VerdictRule } from '../../api/control.ts'
import { faultsOf, outcomeOf, type RequestOutcome } from '../../api/outcome.ts'
import { isFound } from '../../parts/search-field.tsx'

/** What the list is filtered by. */
export const outcomeFilters = ['refused', 'warned', 'accepted', 'rest'] as const

export interface Row {
  /** Id of the flow. */
  readonly id: string
  /** Oldest first. */
  readonly requests: readonly RequestSummary[]
  /** The request that decides the outcome, which the row opens. */
  readonly main: RequestSummary
  readonly outcome: RequestOutcome
  readonly clientId: string | undefined
  /** The broken rules of `main`, the deciding one first. */
  readonly broken: readonly VerdictRule[]
}

export interface RowFilter {
  readonly outcome?: string | null
  readonly client?: string | null
  readonly rule?: string | null
  readonly endpoint?: string | null
  readonly words?: readonly string[]
}

/** The flow with the newest request first. */
export function rowsOf(requests: readonly RequestSummary[]): readonly Row[] {
  const flows = new Map<string, RequestSummary[]>()
  for (const request of requests) {
    const own = flows.get(request.flow) ?? []
    // The order of the map is that of the last requests.
    flows.delete(request.flow)
    flows.set(request.flow, [...own, request])
  }
  return [...flows].map(([id, own]) => rowOf(id, own)).reverse()
}

function rowOf(id: string, requests: readonly RequestSummary[]): Row {
  const last = requests.at(-1) as RequestSummary
  // A call that succeeds does not undo a warning about the token.
  const main =
    outcomeOf(last) === 'answered' ? (requests.findLast((each) => outcomeOf(each) !== 'answered') ?? last) : last
  const clientId = requests.find((request) => request.clientId !== undefined)?.clientId
  return { id, requests, main, outcome: outcomeOf(main), clientId, broken: faultsOf(main) }
}

/** Whether a row matches everything but `outcome`. */
export function matches({ requests, clientId }: Row, { client, rule, endpoint, words = [] }: RowFilter): boolean {
  return (
    (!client || clientId === client) &&
    (!endpoint || requests.some((request) => request.endpoint === endpoint)) &&
    (!rule || requests.some((request) => faultsOf(request).some(({ id }) => id === rule))) &&
    (words.length === 0 || requests.some((request) => isFound(words, ...textsOf(request))))
  )
}

export function hasOutcome({ outcome }: Row, filter: string | null | undefined): boolean {
  return !filter || filterFor(outcome) === filter
}

/** The filter under which an outcome is found. */
export function filterFor(outcome: RequestOutcome): (typeof outcomeFilters)[number] {
  return outcome === 'challenged' || outcome === 'answered' ? 'rest' : outcome
}

function textsOf(request: RequestSummary): readonly (string | undefined)[] {
  const { id, flow, clientId, method, url, error, scenario, status } = request
  return [id, flow, clientId, method, url, error, scenario, String(status), ...faultsOf(request).map((rule) => rule.id)]
}
