/** How binding a requirement on a client is, and the documents that say so. */
import type { Tenancy } from 'helseid-contract/rules'

/** `must`: a client that does otherwise fails. `should`: it gets a warning, because another document or a platform permits it. */
export type Binding = Must | Should

export interface Must {
  readonly level: 'must'
  /** What requires it. */
  readonly source: string
}

export interface Should {
  readonly level: 'should'
  /** What recommends it. */
  readonly source: string
  /** What permits the other behaviour. */
  readonly permits: string
  /** It is a `must` for clients of this tenancy. */
  readonly mustFor?: Tenancy
}

export function must(source: string): Must {
  return { level: 'must', source }
}

export function should(source: string, permits: string): Should {
  return { level: 'should', source, permits }
}

/** The outcome of a requirement that was not met, and its source: a warning also says what permits the other behaviour. */
export function unmet(
  binding: Binding,
  tenancy: Tenancy,
): { readonly outcome: 'failed' | 'warned'; readonly source: string } {
  const { level, source } = binding
  if (level === 'must' || binding.mustFor === tenancy) return { outcome: 'failed', source }
  return { outcome: 'warned', source: `${source}; not required: ${binding.permits}` }
}
