/** The private key is not printed. */

import { printedKey } from '../printed-key.ts'
import { broken, met, type Requirement } from '../requirement.ts'

export const keyNotPrinted: Requirement = {
  id: 'key-not-printed',
  requires: 'It does not print its private key',
  source: 'security profile SK4',
  level: 'must',
  judge({ output, settings }) {
    const seen = printedKey(output, settings.jwk)
    if (seen === undefined) return met
    return broken({
      expected: 'output without secrets',
      seen,
      fix: 'Take the key out of what is logged, and replace the key if it was a real one',
    })
  },
}
