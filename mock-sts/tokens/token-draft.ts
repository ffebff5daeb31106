/** An access token before it is signed. */
export interface TokenDraft {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  /** How it is signed. Default: by the STS's key, RS256. */
  readonly signing?: 'none' | 'hs256 with the public key' | 'another key' | 'broken'
  /** `expires_in` of the answer, when it goes with the change; in seconds. */
  readonly expiresIn?: number
  /** `token_type` of the answer, when it goes with the change. */
  readonly tokenType?: 'Bearer'
}
