/** The type of a row in these tables. */
import type { RawAsk } from '../../endpoints/raw-token-request.ts'
import type { Seen } from '../../http/raw-http.ts'

export type Sees = (seen: Seen) => void

export interface Row {
  /** How the request differs from a valid one, if a valid one does not reveal the scenario. */
  readonly options?: Pick<RawAsk, 'form' | 'timeout'>
  readonly sees: Sees
}

/** Rows by the name of the scenario, or `name;parameter=number`. */
export type Rows = Readonly<Record<string, Row | Sees>>
