/** Checks the token endpoint that the metadata names, before an assertion is sent to it. */
import { type EndpointRules, endpointProblem } from './endpoint-problem.ts'
import { HelseIdError } from './errors.ts'

/** @throws {HelseIdError} `discovery_failed` */
export function assertTokenEndpoint(endpoint: unknown, rules: EndpointRules): void {
  const problem = endpointProblem('token_endpoint', endpoint, rules)
  if (problem !== undefined) throw new HelseIdError(`no assertion is sent: ${problem}`, { code: 'discovery_failed' })
}
