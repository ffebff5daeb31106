/** An access token before it is signed. */
export interface TokenDraft {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  /** How to sign it. Default: with the STS's key, RS256. */
  readonly signing?: 'none' | 'hs256 with the public key' | 'another key' | 'broken'
  /** `expires_in` of the response in seconds, if the change affects it. */
  readonly expiresIn?: number
  /** `token_type` of the response, if the change affects it. */
  readonly tokenType?: 'Bearer'
}
