/** The `jti` of an access token: 128 random bits as 32 upper-case hex digits, as in every recorded token (helseid.md 5). */
export function newTokenId(randomBytes: (size: number) => Buffer): string {
  return randomBytes(16).toString('hex').toUpperCase()
}
