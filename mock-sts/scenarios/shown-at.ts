/** Where a client sees a scenario: the response on the wire that the scenario creates or changes. */
export const shownAt = {
  challenge: 'a `use_dpop_nonce` error of the token endpoint',
  refusal: 'any other OAuth error of the token endpoint',
  token: 'a successful token response, or the token in it',
  transport: 'any response of the token endpoint: its status, connection or timing',
  metadata: 'the discovery document',
  jwks: 'the JWKS',
  introspection: 'the response of the introspection endpoint',
  'api answer': 'a response of the protected API',
} as const

export type ShownAt = keyof typeof shownAt

/** Where a client can see a scenario, by the place where the scenario acts. */
export interface ShownByPlace {
  readonly 'token answer': 'challenge' | 'refusal' | 'token' | 'transport'
  readonly 'token body': 'token'
  readonly 'access token': 'token'
  readonly client: 'refusal' | 'token'
  readonly clock: 'refusal'
  readonly keys: 'token'
  readonly metadata: 'metadata'
  readonly jwks: 'jwks'
  readonly introspection: 'introspection'
  readonly 'api answer': 'api answer'
}
