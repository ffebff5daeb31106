/** Where a client sees a scenario: the answer, as it goes over the wire, that the scenario makes or changes. */
export const shownAt = {
  challenge: '`use_dpop_nonce` of the token endpoint',
  refusal: 'any other OAuth error of the token endpoint',
  token: 'a token answer, or the token in it',
  transport: 'any answer of the token endpoint: its status, its connection, its time',
  metadata: 'the metadata',
  jwks: 'the JWKS',
  'api answer': 'an answer of the protected API',
} as const

export type ShownAt = keyof typeof shownAt

/** Where a scenario can show, by where it acts. */
export interface ShownWhereActing {
  readonly 'token answer': 'challenge' | 'refusal' | 'token' | 'transport'
  readonly 'token body': 'token'
  readonly 'access token': 'token'
  readonly client: 'refusal' | 'token'
  readonly clock: 'refusal'
  readonly keys: 'token'
  readonly metadata: 'metadata'
  readonly jwks: 'jwks'
  readonly 'api answer': 'api answer'
}
