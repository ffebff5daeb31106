/** Checks an endpoint that metadata name, for client and verifier alike. */
import type { EnvironmentName } from 'helseid-contract'
import { forLog } from './diagnostics.ts'
import { plainHttpProblem } from './issuer-problem.ts'

export interface EndpointRules {
  /** Set if the issuer is HelseID's own. */
  readonly environment?: EnvironmentName | undefined
  readonly issuer: string
  readonly allowPlainHttp: boolean
}

/**
 * What is wrong with the endpoint called `name`, or undefined. HelseID's own endpoints have the issuer's origin. A custom
 * issuer may name another host, but HTTPS stays HTTPS.
 */
export function endpointProblem(
  name: string,
  endpoint: unknown,
  { environment, issuer, allowPlainHttp }: EndpointRules,
): string | undefined {
  if (endpoint === undefined) return `the metadata has no ${name}`
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint))
    return `the ${name} is not a URL: ${forLog(String(endpoint))}`
  const { protocol, host, hostname, origin, username, password } = new URL(endpoint)
  const own = new URL(issuer)
  if (environment !== undefined && origin !== own.origin)
    return `the ${name} is at ${protocol}//${host}, but must have the issuer's origin ${own.origin}`
  if (username || password) return `the ${name} at ${protocol}//${host} must not contain a user name or password`
  if (protocol === 'https:') return undefined
  if (protocol !== 'http:' || own.protocol === 'https:')
    return `the ${name} must be an https URL, as the issuer is, not ${protocol}`
  const problem = plainHttpProblem(hostname, allowPlainHttp)
  return problem && `the ${name} at ${hostname} ${problem}`
}
