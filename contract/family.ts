/** A family: rules that differ only in the row of a table. */
import type { Rule } from './rule.ts'

/** One row of the table; `Own` is what the family's check needs. */
export type FamilyRow<Own> = Pick<Rule, 'id' | 'requires' | 'source' | 'status' | 'examples'> & Own

/** The rules of `table` by the name of their row, with the members of `common` shared by all. */
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
