/** What is found out about a request on its way to an answer, for its place in the journal. */

export interface RequestNotes {
  /** The client that the request is of. */
  readonly clientId?: string
  /** The scenario that acted on it. */
  readonly scenario?: string
  /** Error code of the answer. */
  readonly error?: string
}

const notes = new WeakMap<Request, RequestNotes>()

export function note(request: Request, more: RequestNotes): void {
  notes.set(request, { ...notes.get(request), ...more })
}

export function notesOf(request: Request): RequestNotes {
  return notes.get(request) ?? {}
}
