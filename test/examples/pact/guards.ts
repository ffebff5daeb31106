/** Which interaction of the example's pact each guard answers for. */
import type { Guard } from './guarded-api.ts'

export const interactionOf: Readonly<Record<Guard, string>> = {
  ath: 'a request with a proof for another token',
  scheme: 'a request with the token under Bearer',
  htu: 'a request with a proof for another address',
  exp: 'a request with a token that has expired',
  aud: 'a request with a token for another API',
  scope: 'a request with a token that may not read',
  jti: 'a request with a proof that was used before',
}
