/** The client does not print its private key. */

import { printedKey } from '../printed-key.ts'
import { broken, met, notRequired, type Requirement } from '../requirement.ts'

export const keyNotPrinted: Requirement = {
  id: 'key-not-printed',
  requires: 'It does not print its private key',
  source: 'security profile SK4',
  level: 'must',
  isHarmless: true,
  judge({ output, settings, ended }) {
    if (ended === 'unknown' || ended === 'unfinished')
      return notRequired('The output of a client that was started separately is not visible.')
    const seen = printedKey(output, settings.jwk)
    if (seen === undefined) return met
    return broken({
      expected: 'output without secrets',
      seen,
      fix: 'Remove the key from the log output, and replace it if it was a real key',
    })
  },
}
