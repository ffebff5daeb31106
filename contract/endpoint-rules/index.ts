/** The rules of revocation and introspection in Duende's order, with their severities: first who asks, then the token. */
import type { Severities } from '../judge.ts'
import type { Severity } from '../rule.ts'
import { bodyReadable } from '../rules/body-readable.ts'
import { tokenFieldNames } from '../rules/field-names.ts'
import { fieldsOnce } from '../rules/fields-once.ts'
import { formEncoded } from '../rules/form-encoded.ts'
import { type ProfileName, profileNames, rules, stepOf } from '../rules/index.ts'
import { methodPost } from '../rules/method-post.ts'
import { privateKeySent } from '../rules/private-key-sent.ts'
import type { EndpointAnswerCode, EndpointRule } from './endpoint-rule.ts'
import { introspectedToken } from './introspected-token.ts'
import { revocationHasEffect } from './revocation-has-effect.ts'
import { tokenPresent } from './token-present.ts'
import { tokenTypeHint } from './token-type-hint.ts'

/** The endpoints, other than the token endpoint, that a client authenticates for. */
export const judgedEndpoints = ['revocation', 'introspection'] as const
export type JudgedEndpoint = (typeof judgedEndpoints)[number]

type Row = readonly [rule: EndpointRule, today: Severity, next: Severity, lenient: Severity]

// biome-ignore format: a table is read by its columns
const ownRows: Readonly<Record<JudgedEndpoint, readonly Row[]>> = {
  revocation: [
    [tokenPresent.revocation,         'reject', 'reject', 'reject'],
    [tokenTypeHint.revocation,        'reject', 'reject', 'warn'],
    [revocationHasEffect,             'warn',   'warn',   'warn'],
  ],
  introspection: [
    [tokenPresent.introspection,      'reject', 'reject', 'reject'],
    [tokenTypeHint.introspection,     'warn',   'warn',   'warn'],
    [introspectedToken.readable,      'reject', 'reject', 'reject'],
    [introspectedToken.signature,     'reject', 'reject', 'reject'],
    [introspectedToken.typ,           'warn',   'reject', 'warn'],
    [introspectedToken.issuer,        'reject', 'reject', 'warn'],
    [introspectedToken.current300s,   'reject', 'reject', 'reject'],
    [introspectedToken.current,       'reject', 'reject', 'warn'],
    [introspectedToken.begun300s,      'reject', 'reject', 'reject'],
    [introspectedToken.own,           'reject', 'reject', 'reject'],
    [introspectedToken.notEnded,      'reject', 'reject', 'reject'],
  ],
}

/** What these rules of the token endpoint answer here: a status without a body (Duende TokenRevocationEndpoint). */
const statusOnly: ReadonlyMap<string, EndpointAnswerCode> = new Map([
  [methodPost.id, '405'],
  [formEncoded.id, '415'],
  [bodyReadable.id, '400'],
])

const formRules = new Set([methodPost, formEncoded, bodyReadable, fieldsOnce].map(({ id }) => id))

/** The rules of the token endpoint about the form and the client, with the answers of this endpoint. */
function sharedRules(endpoint: JudgedEndpoint): readonly EndpointRule[] {
  return rules.flatMap((rule): EndpointRule | [] => {
    const step = stepOf.get(rule.id)
    if (rule.id === tokenFieldNames.id) return tokenFieldNames
    if (step === 'form' && formRules.has(rule.id)) {
      const error = statusOnly.get(rule.id)
      return error === undefined ? rule : { ...rule, answer: { to: 'body', error } }
    }
    if (rule === privateKeySent) return rule
    if (step !== 'credentials' && step !== 'client') return []
    return endpoint === 'introspection' ? { ...rule, answer: { to: 'body', error: '401' } } : rule
  })
}

/**
 * The rules of each endpoint in Duende's order. The client authenticates as at the token endpoint, by the same rules.
 * @example
 * endpointRules.introspection.find(({ id }) => id === 'aud-is-issuer')?.answer.error // 401
 */
export const endpointRules: Readonly<Record<JudgedEndpoint, readonly EndpointRule[]>> = {
  revocation: rulesOf('revocation'),
  introspection: rulesOf('introspection'),
}

/** The rules that only these endpoints have. */
export const ownEndpointRules: readonly (readonly [JudgedEndpoint, EndpointRule])[] = judgedEndpoints.flatMap(
  (endpoint) => ownRows[endpoint].map(([rule]) => [endpoint, rule] as const),
)

/** The severities of the rules that only these endpoints have. */
export const endpointProfiles: Readonly<Record<ProfileName, Severities>> = Object.fromEntries(
  profileNames.map((profile, index) => [
    profile,
    Object.fromEntries(
      judgedEndpoints.flatMap((endpoint) => ownRows[endpoint].map((row) => [row[0].id, row[index + 1] as Severity])),
    ),
  ]),
) as Record<ProfileName, Severities>

function rulesOf(endpoint: JudgedEndpoint): readonly EndpointRule[] {
  return [...sharedRules(endpoint), ...ownRows[endpoint].map(([rule]) => rule)]
}
