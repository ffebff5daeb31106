/** The requests in the twin's journal, as the pages show them: loaded once, then kept up to date by events. */
import { effect, signal } from '@preact/signals'
import { control, dataOf, type RequestSummary } from './control.ts'
import { connection, onEvent } from './events.ts'

/** Number of requests that a page keeps, as many as the journal does by default. */
const maxKept = 1000

/** Milliseconds to wait for the stream of events, which a proxy may hold back. */
const maxWait = 1000

/** Milliseconds in which events are collected, because each change draws the list again. */
const pause = 100

/** Oldest first; undefined until it has been loaded once. */
export const journal = signal<readonly RequestSummary[] | undefined>(undefined)
/** Why the newest attempt to load it failed. */
export const journalProblem = signal<Error | undefined>(undefined)

let started = false
let loads = 0
/** Whether what arrived is about to be shown. */
let isPlanned = false
/** Arrived since the list was last shown, and those that a list that is still loading may lack. */
let arrived: RequestSummary[] = []
let isLoading = false

/** Loads the journal, and follows it from now on. */
export function watchJournal(): void {
  if (started) return
  started = true
  onEvent((name, data) => {
    if (name === 'request') add(data as RequestSummary)
    else if (name === 'cleared') empty()
    else if (name === 'forgotten') reloadJournal()
  })
  // When the stream is open, so that nothing is missed between the list and the first event; also after a break.
  effect(() => {
    if (connection.value !== 'connecting') reloadJournal()
  })
  setTimeout(() => {
    if (loads === 0) reloadJournal()
  }, maxWait)
}

/** Loads the list again. What is shown stays until then, and if it fails. */
export function reloadJournal(): void {
  const mine = ++loads
  isLoading = true
  const load = dataOf(control.GET('/requests', { params: { query: { endpoint: 'any', limit: maxKept } } }))
  load.then(
    ({ requests }) => {
      if (mine !== loads) return
      isLoading = false
      journalProblem.value = undefined
      journal.value = merged(requests, arrived)
      arrived = []
    },
    (problem: Error) => {
      if (mine !== loads) return
      isLoading = false
      journalProblem.value = problem
    },
  )
}

function add(request: RequestSummary): void {
  arrived.push(request)
  if (isPlanned) return
  isPlanned = true
  setTimeout(() => {
    isPlanned = false
    if (journal.peek() === undefined) return
    journal.value = merged(journal.peek() ?? [], arrived)
    if (!isLoading) arrived = []
  }, pause)
}

function empty(): void {
  arrived = []
  journal.value = []
  // A list that is on its way is older.
  if (isLoading) reloadJournal()
}

function merged(known: readonly RequestSummary[], more: readonly RequestSummary[]): readonly RequestSummary[] {
  const ids = new Set(known.map(({ id }) => id))
  return [...known, ...more.filter(({ id }) => !ids.has(id) && ids.add(id))].slice(-maxKept)
}
