/** The client does not print its private key. */

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
      fix: 'Remove the key from the log output, and replace it if it was a real key',
    })
  },
}
