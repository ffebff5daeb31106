/** Checks the token endpoint that the metadata names, before an assertion is sent to it. */
import type { ClientConfig } from './config.ts'
import { forLog } from './diagnostics.ts'
import { HelseIdError } from './errors.ts'
import { plainHttpProblem } from './issuer-problem.ts'

/**
 * HelseID's own token endpoint has the issuer's origin. A custom issuer may name another host, but HTTPS stays HTTPS.
 * @throws {HelseIdError} `discovery_failed`
 */
export function assertTokenEndpoint(
  endpoint: unknown,
  { environment, issuer, allowPlainHttp }: Pick<ClientConfig, 'environment' | 'issuer' | 'allowPlainHttp'>,
): void {
  if (endpoint === undefined) throw unusable('the metadata has no token_endpoint')
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint))
    throw unusable(`the token_endpoint is not a URL: ${forLog(String(endpoint))}`)
  const { protocol, host, hostname, origin } = new URL(endpoint)
  const own = new URL(issuer)
  if (environment !== undefined && origin !== own.origin)
    throw unusable(`the token_endpoint is at ${protocol}//${host}, but must have the issuer's origin ${own.origin}`)
  if (protocol === 'https:') return
  if (protocol !== 'http:' || own.protocol === 'https:')
    throw unusable(`the token_endpoint must be an https URL, as the issuer is, not ${protocol}`)
  const problem = plainHttpProblem(hostname, allowPlainHttp)
  if (problem !== undefined) throw unusable(`the token_endpoint at ${hostname} ${problem}`)
}

function unusable(why: string): HelseIdError {
  return new HelseIdError(`no assertion is sent: ${why}`, { code: 'discovery_failed' })
}
