/** The private key is not printed. */
import { broken, type Demand, kept } from '../demand.ts'
import { printedKey } from '../printed-key.ts'

export const keyNotPrinted: Demand = {
  id: 'key-not-printed',
  demands: 'It does not print its private key',
  source: 'security profile SK4',
  level: 'must',
  judge({ output, settings }) {
    const seen = printedKey(output, settings.jwk)
    if (seen === undefined) return kept
    return broken({
      expected: 'output without secrets',
      seen,
      mend: 'Take the key out of what is logged, and replace the key if it was a real one',
    })
  },
}
