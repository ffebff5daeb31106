/** Tells which scenarios change state that other requests see. */
import type { Act } from './scenario.ts'

/** A request may select such a scenario by its header only in a session. */
export function outlivesRequest({ at }: Act): boolean {
  return at === 'keys'
}
