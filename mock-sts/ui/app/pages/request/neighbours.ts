/** The next and the previous request in the list as it is filtered. */
import { found } from '../requests/query.ts'

/** Id of the request that `by` rows away opens; undefined at the end of the list. */
export function neighbour(id: string, by: 1 | -1): string | undefined {
  const { rows } = found()
  const current = rows.findIndex(({ requests }) => requests.some((request) => request.id === id))
  return current === -1 ? undefined : rows[current + by]?.main.id
}
