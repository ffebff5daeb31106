/** HelseID signs with a new key; the former key is still in the JWKS. */
import { rotateOnce } from '../keys/key-changes.ts'
import type { Scenario } from './scenario.ts'

export const keyRotated: Scenario = {
  name: 'key-rotated',
  group: 'keys and metadata: rotated',
  shows: 'token',
  gets: '200; the token is signed with a new key, and the JWKS also has the former one',
  happens: 'HelseID changes its signing key, at the latest when its certificate expires.',
  goodClient: 'Continues; an API that sees an unknown `kid` fetches the JWKS again and then accepts the token.',
  wayBack:
    'Clear the scenario first, because it rotates the keys again at the next token, and then reset the keys: `{ "do": "reset" }` at `POST /_mock/keys`, or `keys(…).reset()`.',
  cases: ['D27', 'E22'],
  act: { at: 'keys', change: rotateOnce },
}
