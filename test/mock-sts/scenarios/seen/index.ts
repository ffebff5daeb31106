/** What a raw HTTP client sees of each scenario: one table for each place where scenarios are visible. */
import { scenarios } from '../../../../mock-sts/scenarios/index.ts'
import type { Scenario } from '../../../../mock-sts/scenarios/scenario.ts'
import type { ShownAt } from '../../../../mock-sts/scenarios/shown-at.ts'
import { seenAtTheApi } from './api.ts'
import { seenInDocuments } from './documents.ts'
import { getsWhatItSays } from './gets.ts'
import { seenInIntrospection } from './introspection.ts'
import type { Row, Rows } from './row.ts'
import { seenAtTheTokenEndpoint } from './token-endpoint.ts'

const folder = 'test/mock-sts/scenarios/seen'
const tokenEndpoint = { file: `${folder}/token-endpoint.ts`, rows: seenAtTheTokenEndpoint }
const documents = { file: `${folder}/documents.ts`, rows: seenInDocuments }
const tables: Readonly<Record<ShownAt, { readonly file: string; readonly rows: Rows }>> = {
  challenge: tokenEndpoint,
  refusal: tokenEndpoint,
  token: tokenEndpoint,
  transport: tokenEndpoint,
  metadata: documents,
  jwks: documents,
  introspection: { file: `${folder}/introspection.ts`, rows: seenInIntrospection },
  'api answer': { file: `${folder}/api.ts`, rows: seenAtTheApi },
}

/** The scenarios that are visible in one of these places, for `it.each`. */
export function shownIn(...places: readonly ShownAt[]): readonly Scenario[] {
  return scenarios.filter(({ shows }) => places.includes(shows))
}

/** The row of a scenario, which also compares what the scenario says in `gets`, and the header that selects it. @throws {Error} saying where to add a missing row */
export function rowOf(scenario: Scenario): Row & { readonly header: string } {
  const { name, shows } = scenario
  const { file, rows } = tables[shows]
  const [header, row] = Object.entries(rows).find(([key]) => nameOf(key) === name) ?? []
  if (header === undefined || row === undefined)
    throw new Error(
      `${file} has no row '${name}': add what a raw HTTP client sees of the scenario (visible in: ${shows})`,
    )
  const { sees, ...options } = typeof row === 'function' ? { sees: row } : row
  return {
    header,
    ...options,
    sees(seen) {
      sees(seen)
      getsWhatItSays(scenario, seen)
    },
  }
}

/** One sentence for each row whose scenario does not exist or is visible elsewhere. */
export function strayRows(): readonly string[] {
  return [...new Set(Object.values(tables))].flatMap(({ file, rows }) =>
    Object.keys(rows)
      .filter((key) => !scenarios.some(({ name, shows }) => name === nameOf(key) && tables[shows].file === file))
      .map(
        (key) =>
          `${file} has a row '${key}', but no scenario with that name is visible there: rename, move or remove the row`,
      ),
  )
}

function nameOf(key: string): string | undefined {
  return key.split(';')[0]
}
