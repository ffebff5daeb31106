/** The rows that the address describes: its filter, and which of them are in the document. */
import { computed } from '@preact/signals'
import { searchedWords } from '../../parts/search-field.tsx'
import { place } from '../../place.ts'
import { shown } from './hold.ts'
import { hasOutcome, matches, type Row, rowsOf } from './rows.ts'

/** Most rows in the document. */
const rowsInDocument = 200

export const allRows = computed<readonly Row[]>(() => rowsOf(shown.value ?? []))

/** The names of the filters in the address. */
export const filterNames = ['find', 'outcome', 'client', 'rule', 'endpoint'] as const

let current = new URLSearchParams()

/** The query of the list that was shown last, for the way back from a request. */
export function lastQuery(): string {
  const text = current.toString()
  return text === '' ? '' : `?${text}`
}

export interface Found {
  /** Match everything but the outcome. */
  readonly others: readonly Row[]
  readonly rows: readonly Row[]
  /** Those in the document. */
  readonly inDocument: readonly Row[]
  /** From 1. */
  readonly page: number
  readonly pages: number
}

export function found(): Found {
  const { query } = place.value
  if (place.value.path === 'requests') current = query
  const [client, rule, endpoint] = ['client', 'rule', 'endpoint'].map((name) => current.get(name))
  const words = searchedWords(current)
  const others = allRows.value.filter((row) =>
    matches(row, { client: client ?? null, rule: rule ?? null, endpoint: endpoint ?? null, words }),
  )
  const rows = others.filter((row) => hasOutcome(row, current.get('outcome')))
  const pages = Math.max(1, Math.ceil(rows.length / rowsInDocument))
  const page = Math.min(pages, Math.max(1, Math.trunc(Number(current.get('page'))) || 1))
  const inDocument = rows.slice((page - 1) * rowsInDocument, page * rowsInDocument)
  return { others, rows, inDocument, page, pages }
}
