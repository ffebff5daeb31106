/** The kinds of secret, and the marks that replace them. */

export const secretKinds = [
  'private-key',
  'client-secret',
  'basic-credentials',
  'authorization',
  'password',
  'cookie',
  'api-key',
  'control-token',
  'national-identity-number',
  'too-many-encodings',
] as const
export type SecretKind = (typeof secretKinds)[number]

/** Replaces a secret. Its characters need no escape in a URL, a form, a header field or JSON. */
export function markOf(kind: SecretKind): string {
  return `(withheld-${kind})`
}

/** Records that a secret was found and returns its mark. `inside` is the secret, which may hold one of another kind. */
export type Mark = (kind: SecretKind, inside?: string) => string

export function isMark(value: string): boolean {
  return value.startsWith('(withheld')
}
