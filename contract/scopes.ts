/** Scope names: which are HelseID's own, and which API a scope belongs to. */

/** Audience and scope of the demo API in HelseID.Samples. */
export const sampleApi = {
  audience: 'nhn:test-public-samplecode',
  scope: 'nhn:test-public-samplecode/client-credentials',
} as const

/** Scope that the Selvbetjening API requires (SB.Samples). */
export const selvbetjeningScope = 'nhn:selvbetjening/client'

const identityScopes = new Set([
  'openid',
  'profile',
  'email',
  'address',
  'phone',
  'helseid://scopes/client/info',
  'helseid://scopes/client/client_name',
  'nhn:tillitsrammeverk:parameters',
  'nhn:sfm:journal-id',
  'helseid://scopes/hpr/hpr_number',
])

/** True for identity scopes, which HelseID rejects in client_credentials requests (UP:feilmeldinger). */
export function isIdentityScope(scope: string): boolean {
  return identityScopes.has(scope) || scope.startsWith('helseid://scopes/')
}

/**
 * Audience of an API scope: the part before `/` in `<owner>:<api>/<scope>`; undefined for other scopes.
 * @example
 * audienceOf('nhn:msh/api') // nhn:msh
 */
export function audienceOf(scope: string): string | undefined {
  if (isIdentityScope(scope)) return undefined
  const slash = scope.indexOf('/')
  return slash > 0 ? scope.slice(0, slash) : undefined
}
