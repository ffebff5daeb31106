/** The nonces of a flow, as far as one of its requests shows them: from the answer that hands one out to the proof that carries it. */
import { outcomeOf } from '../../api/outcome.ts'
import type { FullFlow, FullRequest } from './load.ts'

/** Of one request of a flow. */
export interface Nonces {
  /** In its proof. */
  readonly sent?: string | undefined
  /** In its answer. */
  readonly received?: string | undefined
}

/** By id of the request: of `request` itself, of the challenge before it and of the retry after it. */
export function noncesAround(request: FullRequest, { requests }: FullFlow): ReadonlyMap<string, Nonces> {
  const { nonce } = (request.decoded?.proof?.claims ?? {}) as { readonly nonce?: unknown }
  const sent = typeof nonce === 'string' ? nonce : undefined
  const received = request.response?.headers.find(([name = '']) => name.toLowerCase() === 'dpop-nonce')?.[1]
  const position = requests.findIndex(({ id }) => id === request.id)
  const [before, here, after] = [requests[position - 1], requests[position], requests[position + 1]]
  const nonces = new Map<string, Nonces>([[request.id, { sent, received }]])
  // A retry belongs to the flow because its proof carries the nonce of the challenge.
  if (before !== undefined && outcomeOf(before) === 'challenged') nonces.set(before.id, { received: sent })
  if (after !== undefined && here !== undefined && outcomeOf(here) === 'challenged')
    nonces.set(after.id, { sent: received })
  return nonces
}
