/** The rows about the answers of the token endpoint: members and headers, none more and none fewer. */
import { limits, tokenEndpointHeaders } from 'helseid-contract'
import type { Finding } from '../result.ts'
import type { Reference, SeenAnswer } from './reference-exchange.ts'
import type { ReferenceRow } from './reference-results.ts'

const members = ['access_token', 'expires_in', 'token_type', 'scope']

/** Headers of HTTP itself, which say nothing about the token endpoint, and those of a twin. */
const ofTransport = /^(date|connection|keep-alive|content-length|transfer-encoding|x-helseid-mock-.*)$/

const product = 'Duende TokenResult and TokenErrorResult'

export const answerRows: readonly ReferenceRow[] = [
  {
    id: 'B21',
    requires: `The body has exactly the members ${members.join(', ')}, in this order`,
    status: 'confirmed',
    source: 'recorded in navikt/helseid-nav-test',
    reads: 'answer',
    find: bodyFindings,
  },
  {
    id: 'B523',
    requires: `expires_in is ${limits.accessTokenLifetime}, unless the API has its own lifetime`,
    status: 'unknown',
    source: 'recorded in navikt/helseid-nav-test; APIs with 60, 300 and 3600 s are known',
    reads: 'answer',
    find: ({ granted: { members: seen } }) =>
      typeof seen.expires_in !== 'number'
        ? []
        : compared('expires_in', String(limits.accessTokenLifetime), seen.expires_in, limits.accessTokenLifetime),
  },
  {
    id: 'C35',
    requires: 'The answer with a token has no DPoP-Nonce',
    status: 'likely',
    source: product,
    reads: 'answer',
    find: ({ granted }) => absentHeader('the token', granted, 'DPoP-Nonce'),
  },
  {
    id: 'B528',
    requires: 'Every answer of the token endpoint has the media type and the caching headers recorded',
    status: 'likely',
    source: product,
    reads: 'endpoint',
    find: (reference) =>
      answersOf(reference).flatMap(([what, { headers }]) =>
        Object.entries(tokenEndpointHeaders).flatMap(([name, value]) =>
          compared(`${what}: header ${name}`, value, headers.get(name) ?? undefined, value),
        ),
      ),
  },
  {
    id: 'B529',
    requires: 'No answer of the token endpoint has another header',
    status: 'unknown',
    source: 'no recording has the headers of the live STS',
    reads: 'endpoint',
    find: (reference) =>
      answersOf(reference).flatMap(([what, { headers }]) =>
        [...headers]
          .filter(([name]) => !ofTransport.test(name) && !judged.has(name))
          .map(([name, value]) => ({ where: `${what}: header ${name}`, expected: 'no such header', seen: value })),
      ),
  },
  {
    id: 'B530',
    requires: 'The body of an error has error, error_description if there is one, and no other member',
    status: 'likely',
    source: product,
    reads: 'endpoint',
    find: (reference) =>
      errorsOf(reference).flatMap(([what, { members: seen }]) =>
        Object.keys(seen)
          .filter((name) => name !== 'error' && name !== 'error_description')
          .map((name) => ({
            where: `${what}: member ${name}`,
            expected: 'no such member',
            seen: JSON.stringify(seen[name]),
          })),
      ),
  },
  {
    id: 'B531',
    requires: 'An error has no WWW-Authenticate, and DPoP-Nonce only with use_dpop_nonce',
    status: 'likely',
    source: product,
    reads: 'endpoint',
    find: (reference) => [
      ...errorsOf(reference).flatMap(([what, answer]) => absentHeader(what, answer, 'WWW-Authenticate')),
      ...errorsOf(reference)
        .filter(([, { members: seen }]) => seen.error !== 'use_dpop_nonce')
        .flatMap(([what, answer]) => absentHeader(what, answer, 'DPoP-Nonce')),
    ],
  },
]

/** Headers that a row of its own judges. */
const judged = new Set(['dpop-nonce', 'www-authenticate', ...Object.keys(tokenEndpointHeaders).map(toLowerCase)])

function toLowerCase(text: string): string {
  return text.toLowerCase()
}

function bodyFindings({ granted: { members: seen }, context: { scope } }: Reference): Finding[] {
  const found = Object.keys(seen)
  const unknown = found.filter((name) => !members.includes(name))
  const findings = [
    ...compared('member token_type', '"DPoP"', seen.token_type, 'DPoP'),
    ...compared('member scope', JSON.stringify(scope), seen.scope, scope),
    ...(Number.isInteger(seen.expires_in) && Number(seen.expires_in) > 0
      ? []
      : [{ where: 'member expires_in', expected: 'a number of seconds', seen: shown(seen.expires_in) }]),
    ...unknown.map((name) => ({
      where: `member ${name}`,
      expected: 'no such member',
      // It may be a token.
      seen: name.endsWith('_token') ? `a ${typeof seen[name]}` : shown(seen[name]),
    })),
  ]
  if (findings.length > 0 || found.join() === members.join()) return findings
  return [{ where: 'body', expected: members.join(', '), seen: found.join(', ') }]
}

/** A finding unless `seen` is `value`. */
export function compared(where: string, expected: string, seen: unknown, value: unknown): Finding[] {
  return JSON.stringify(seen) === JSON.stringify(value) ? [] : [{ where, expected, seen: shown(seen) }]
}

/** JSON, so that a text is in quotes; `nothing` without quotes for an absent value. */
export function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}

function absentHeader(what: string, { headers }: SeenAnswer, name: string): Finding[] {
  const seen = headers.get(name)
  return seen === null ? [] : [{ where: `${what}: header ${name}`, expected: 'no such header', seen }]
}

function errorsOf({ challenge, refusal }: Reference): readonly (readonly [string, SeenAnswer])[] {
  return [
    ['the challenge', challenge],
    ['the refusal', refusal],
  ]
}

function answersOf(reference: Reference): readonly (readonly [string, SeenAnswer])[] {
  return [...errorsOf(reference), ['the token', reference.granted]]
}
