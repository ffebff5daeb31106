/** The sources of a rule one by one, so that each can be a link. */
import { citationsOf } from 'helseid-contract/rules'

export interface RuleSource {
  readonly text: string
  /** Where it can be opened; absent if it has no public address. */
  readonly address?: string
}

/** References are those of the catalogue, so there are few. */
const known = new Map<string, readonly RuleSource[]>()

export function withSources<T extends { readonly source: { readonly reference: string } }>(
  rule: T,
): T & { readonly sources: readonly RuleSource[] } {
  const { reference } = rule.source
  const sources =
    known.get(reference) ??
    citationsOf(reference).map(({ text, url }) => ({ text, ...(url !== undefined && { address: url }) }))
  known.set(reference, sources)
  return { ...rule, sources }
}
