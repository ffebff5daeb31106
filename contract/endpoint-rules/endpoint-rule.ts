/** A rule of an endpoint other than the token endpoint, and how its answers look on the wire. */
import type { OAuthErrorCode } from '../errors.ts'
import type { Rule } from '../rule.ts'

/**
 * The answer of a broken rule: a status without a body, an error code in a body with status 400, or `inactive` for
 * `{"active":false}` with status 200.
 */
export type EndpointAnswerCode =
  | OAuthErrorCode
  /** RFC 7009 2.2.1. */
  | 'unsupported_token_type'
  /** Duende IntrospectionRequestValidator. */
  | 'missing_token'
  | 'inactive'
  | '400'
  | '401'
  | '405'
  | '415'

/**
 * One requirement for a request to another endpoint.
 * @example
 * const rule = endpointRules.introspection.find(({ id }) => id === 'introspected-token-own')
 * expect(rule?.answer).toEqual({ to: 'body', error: 'inactive' })
 */
export type EndpointRule = Rule<EndpointAnswerCode>
