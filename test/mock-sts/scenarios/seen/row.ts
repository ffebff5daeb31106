/** What a row of these tables says of a scenario. */
import type { RawAsk } from '../../endpoints/raw-token-request.ts'
import type { Seen } from '../../http/raw-http.ts'

export type Sees = (seen: Seen) => void

export interface Row {
  /** How the request differs from the good one, where the good one alone would not show the scenario. */
  readonly options?: Pick<RawAsk, 'form' | 'patience'>
  readonly sees: Sees
}

/** By the scenario's name, or `name;parameter=number`. */
export type Rows = Readonly<Record<string, Row | Sees>>
