/** A requirement on a client that no single request shows, and how it is judged from one run. */
import type { Binding } from './binding.ts'
import type { Observation } from './observation.ts'

export type Requirement = Binding & {
  /** The name of its file; the same everywhere. */
  readonly id: string
  /** A sentence; the subject is the client. */
  readonly requires: string
  /** It is about DPoP: a client that uses Bearer tokens cannot meet it. */
  readonly needsDpop?: true
  /** A client that breaks it can still make all its calls, so it explains no other failure. */
  readonly isHarmless?: true
  readonly judge: (seen: Observation) => Judged
}

export type Judged =
  | { readonly outcome: 'met' }
  | { readonly outcome: 'broken'; readonly expected: string; readonly seen: string; readonly fix: string }
  | { readonly outcome: 'not reached'; readonly because: string; readonly required?: false }

export const met: Judged = { outcome: 'met' }

export function broken(found: { expected: string; seen: string; fix: string }): Judged {
  return { outcome: 'broken', ...found }
}

export function notReached(because: string): Judged {
  return { outcome: 'not reached', because }
}

/** Not reached, and a sound client or the given options may be the reason: it then does not count. */
export function notRequired(because: string): Judged {
  return { outcome: 'not reached', because, required: false }
}
