/** A family: rules that differ only in a row of a table. */
import type { Rule } from './rule.ts'

/** What a row says of its rule, besides `Own`: what the family's check needs. */
export type FamilyRow<Own> = Pick<Rule, 'id' | 'requires' | 'source' | 'status' | 'examples'> & Own

/** The rules of `table`, each under the name of its row; `common` is what they share. */
export function family<Name extends string, Own>(
  table: Readonly<Record<Name, FamilyRow<Own>>>,
  common: Pick<Rule, 'at' | 'needs' | 'answer'>,
  check: (row: Own) => Rule['check'],
): Readonly<Record<Name, Rule>> {
  const rules = Object.entries<FamilyRow<Own>>(table).map(([name, row]) => {
    const { id, requires, source, status, examples } = row
    return [name, { id, requires, source, status, ...common, check: check(row), examples }] as const
  })
  return Object.fromEntries(rules) as Record<Name, Rule>
}
