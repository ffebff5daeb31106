/** What is required of a client beyond its single requests, and how it is judged by what was seen of a run. */
import type { Observation } from './observation.ts'

export interface Requirement {
  /** The file's name; the same everywhere. */
  readonly id: string
  /** As a sentence. */
  readonly requires: string
  readonly source: string
  /** `should`: a warning where it is broken. */
  readonly level: 'must' | 'should'
  readonly judge: (seen: Observation) => Judged
}

export type Judged =
  | { readonly outcome: 'met' }
  | { readonly outcome: 'broken'; readonly expected: string; readonly seen: string; readonly fix: string }
  | { readonly outcome: 'not reached'; readonly because: string }

export const met: Judged = { outcome: 'met' }

export function broken(found: { expected: string; seen: string; fix: string }): Judged {
  return { outcome: 'broken', ...found }
}

export function notReached(because: string): Judged {
  return { outcome: 'not reached', because }
}
