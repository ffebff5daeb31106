/** The rules of a call of an API: of the access token, of the request, and of its proof. RFC 9449 7, RFC 9068 4 */
import { createHash } from 'node:crypto'
import { format, type JsonObject, passed, rules, sourceOf } from 'helseid-contract/rules'
import { importPublicJwk } from '../clients/public-keys.ts'
import type { ClientKey } from '../clients/registration.ts'
import { readCompactJwt } from '../verdict/compact-jwt.ts'
import { verifies } from '../verdict/signatures.ts'
import type { ExplainedRule } from './explanation.ts'
import type { Found } from './read-pasted.ts'

/** Why a rule is broken, or was not evaluated; undefined if it passed. */
type Problem = { readonly expected: string; readonly seen: string; readonly fix: string } | { readonly because: string }

interface ApiRule {
  readonly id: string
  readonly requires: string
  readonly at: string
  readonly source: string
  readonly error: 'invalid_token' | 'invalid_dpop_proof'
  readonly check: (call: ApiCall) => Problem | undefined
}

export interface ApiCall {
  readonly found: Found
  /** In lower case; undefined for an access token on its own. */
  readonly scheme: string | undefined
  readonly header: JsonObject
  readonly claims: JsonObject
  readonly proof: JsonObject | undefined
  /** RFC 7638 thumbprint of the proof’s `jwk`. */
  readonly jkt: string | undefined
  readonly at: number
  readonly keys: readonly ClientKey[] | undefined
}

export const noProof = { because: 'the call has no proof' }
export const noToken = 'the text does not show the access token'

/** Tolerance for clocks that differ, in seconds: the default of `createTokenVerifier`. */
const clockTolerance = 10

export const tokenRules: readonly ApiRule[] = [
  {
    id: 'token-present',
    requires: 'The call has an access token in the `Authorization` header',
    at: 'headers.authorization',
    source: 'RFC 9449 7.1',
    error: 'invalid_token',
    check: ({ found }) => {
      if (found.accessToken !== undefined) return undefined
      if (found.notShown.headers !== undefined) return { because: found.notShown.headers }
      return {
        expected: 'Authorization: DPoP <access token>',
        seen: 'none',
        fix: 'Send the access token in the `Authorization` header',
      }
    },
  },
  {
    id: 'token-typ',
    requires: 'The token’s header has `typ` at+jwt',
    at: 'token.header.typ',
    source: 'RFC 9068 4',
    error: 'invalid_token',
    check: ({ header }) =>
      /^(?:application\/)?at\+jwt$/i.test(String(header.typ))
        ? undefined
        : {
            expected: 'at+jwt',
            seen: format(header.typ),
            fix: 'Send the `access_token` of the token response, not another JWT',
          },
  },
  {
    id: 'token-exp-not-passed',
    requires: 'The token has not expired',
    at: 'token.claims.exp',
    source: 'RFC 9068 4',
    error: 'invalid_token',
    check: ({ claims: { exp }, at }) =>
      typeof exp === 'number' && exp > at - clockTolerance
        ? undefined
        : {
            expected: `later than ${Math.round(at)}`,
            seen: format(exp),
            fix: 'Get a new token before the old one expires',
          },
  },
  {
    id: 'token-nbf-reached',
    requires: 'The token is valid already',
    at: 'token.claims.nbf',
    source: 'RFC 7519 4.1.5',
    error: 'invalid_token',
    check: ({ claims: { nbf }, at }) =>
      nbf === undefined || (typeof nbf === 'number' && nbf <= at + clockTolerance)
        ? undefined
        : { expected: `at most ${Math.round(at)}`, seen: format(nbf), fix: 'Set the clock of the machine; use NTP' },
  },
  {
    id: 'token-bound',
    requires: 'The token is bound to a key (`cnf.jkt`)',
    at: 'token.claims.cnf',
    source: 'RFC 9449 6.1',
    error: 'invalid_token',
    check: ({ claims }) =>
      typeof thumbprintIn(claims) === 'string'
        ? undefined
        : { expected: 'cnf.jkt', seen: format(claims.cnf), fix: 'Request the token with a DPoP proof' },
  },
  {
    id: 'token-signature',
    requires: 'The token is signed by a key of the issuer',
    at: 'token.signature',
    source: 'RFC 9068 4',
    error: 'invalid_token',
    check: ({ found, keys }) => {
      if (found.notShown.signature !== undefined) return { because: found.notShown.signature }
      if (keys === undefined) return { because: 'no key was given: use --jwk with the key or the JWKS of the issuer' }
      const jwt = readCompactJwt(found.accessToken ?? '')
      const isSigned =
        !('unreadable' in jwt) && keys.map(importPublicJwk).some((key) => key !== undefined && verifies(jwt, key.key))
      return isSigned
        ? undefined
        : {
            expected: 'a signature by one of the given keys',
            seen: 'a signature that does not verify',
            fix: 'Use the key with this `kid` from the JWKS of the issuer in `iss`, and send the token unchanged',
          }
    },
  },
]

export const callRules: readonly ApiRule[] = [
  {
    id: 'token-scheme',
    requires: 'A token that is bound to a key is sent with the scheme `DPoP`',
    at: 'headers.authorization',
    source: 'RFC 9449 7.1',
    error: 'invalid_token',
    check: ({ scheme, claims, proof, found: { notShown } }) => {
      if (scheme === 'dpop' || (thumbprintIn(claims) === undefined && proof === undefined)) return undefined
      if (scheme === undefined && notShown.headers !== undefined) return { because: notShown.headers }
      return {
        expected: 'Authorization: DPoP …',
        seen: scheme === undefined ? 'no scheme' : 'Authorization: Bearer …',
        fix: 'Send `Authorization: DPoP <access token>`',
      }
    },
  },
  {
    id: 'proof-present',
    requires: 'A call with a token that is bound to a key has one proof in the `DPoP` header',
    at: 'headers.dpop',
    source: 'RFC 9449 7.1',
    error: 'invalid_dpop_proof',
    check: ({ found: { request, notShown }, scheme, claims }) => {
      if (request.dpop.length === 1) return undefined
      if (notShown.headers !== undefined) return { because: notShown.headers }
      if (scheme !== 'dpop' && thumbprintIn(claims) === undefined) return { because: 'the token is not bound to a key' }
      return {
        expected: 'one `DPoP` header',
        seen: `${request.dpop.length}`,
        fix: 'Create a proof for this call with the key that the token is bound to, and send it in the `DPoP` header',
      }
    },
  },
]

export const proofRules: readonly ApiRule[] = [
  {
    id: 'proof-htm',
    requires: 'The proof’s `htm` is the method of the request',
    at: 'proof.claims.htm',
    source: 'RFC 9449 4.3',
    error: 'invalid_dpop_proof',
    check: ({ proof, found: { request, notShown } }) => {
      if (notShown.line !== undefined) return { because: notShown.line }
      return proof?.htm === request.method
        ? undefined
        : {
            expected: request.method,
            seen: format(proof?.htm),
            fix: `Set \`htm\` to "${request.method}"; create a proof for each request`,
          }
    },
  },
  {
    id: 'proof-htu',
    requires: 'The proof’s `htu` is the URL of the request, without query and fragment',
    at: 'proof.claims.htu',
    source: 'RFC 9449 4.3',
    error: 'invalid_dpop_proof',
    check: ({ proof, found: { url } }) => {
      if (url === undefined || !URL.canParse(url) || isCut(url))
        return { because: 'the text does not show the whole URL' }
      const expected = withoutQuery(url)
      return typeof proof?.htu === 'string' && URL.canParse(proof.htu) && withoutQuery(proof.htu) === expected
        ? undefined
        : { expected, seen: format(proof?.htu), fix: `Set \`htu\` to "${expected}"` }
    },
  },
  {
    id: 'proof-ath',
    requires: 'The proof’s `ath` is the SHA-256 hash of the access token',
    at: 'proof.claims.ath',
    source: 'RFC 9449 4.3',
    error: 'invalid_dpop_proof',
    check: ({ proof, found: { accessToken, notShown } }) => {
      if (accessToken === undefined && proof?.ath !== undefined) return { because: noToken }
      if (notShown.signature !== undefined && accessToken?.endsWith('.'))
        return { because: 'the text does not show the signature of the token, which the hash includes' }
      const expected =
        accessToken === undefined
          ? 'the hash of the access token'
          : createHash('sha256').update(accessToken).digest('base64url')
      return proof?.ath === expected
        ? undefined
        : {
            expected,
            seen: format(proof?.ath),
            fix: 'Set `ath` to the base64url SHA-256 hash of the access token that this call sends',
          }
    },
  },
  {
    id: 'proof-key',
    requires: 'The proof is signed with the key that the token is bound to',
    at: 'proof.header.jwk',
    source: 'RFC 9449 7.1',
    error: 'invalid_dpop_proof',
    check: ({ claims, jkt, found: { accessToken } }) => {
      if (accessToken === undefined) return { because: noToken }
      const bound = thumbprintIn(claims)
      if (bound === undefined) return { because: 'the token is not bound to a key' }
      return bound === jkt
        ? undefined
        : {
            expected: `a key with the thumbprint ${format(bound)}`,
            seen: `a key with the thumbprint ${format(jkt)}`,
            fix: 'Sign the proof with the key of the proof that the token was requested with',
          }
    },
  },
]

/** The rules of the token endpoint that hold for every proof. */
export const sharedRules = rules.filter(({ id }) =>
  [
    ...[
      'proof-readable',
      'proof-typ',
      'proof-alg',
      'proof-alg-ps-or-es',
      'proof-jwk',
      'proof-jwk-public',
      'proof-key-rsa-2048',
    ],
    ...['proof-signature', 'proof-jti', 'proof-iat-present', 'proof-iat-is-number', 'proof-crit-understood'],
  ].includes(id),
)

export function errorOf(id: string): string {
  return [...tokenRules, ...callRules, ...proofRules].find((rule) => rule.id === id)?.error ?? 'invalid_dpop_proof'
}

export function evaluated({ id, requires, at, source }: ApiRule, problem: Problem | undefined): ExplainedRule {
  const common = { id, requires, at, severity: 'reject', status: 'likely', source: sourceOf(source) } as const
  if (problem === undefined) return { ...common, ...passed() }
  return 'because' in problem
    ? { ...common, outcome: 'not evaluated', ...problem }
    : { ...common, outcome: 'broken', ...problem }
}

function thumbprintIn({ cnf }: JsonObject): unknown {
  return typeof cnf === 'object' && cnf !== null ? (cnf as JsonObject).jkt : undefined
}

/** Someone removed a part of the address, or wrote the name of a parameter for it. */
function isCut(url: string): boolean {
  return /\*|…|\.{3}|[{}<>•█]|%7B/i.test(url.replace(/[?#].*$/s, ''))
}

function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}
