/** Matchers for tokens and verdicts, for the `expect` of any test runner: Jest, Bun, Vitest. */
import './twin/node-version.ts'
import { canonicalKey, claimsOf, type JsonObject, type Jwk } from 'helseid-contract/rules'
import { didYouMean } from './http/closest.ts'
import type { JournalEntry } from './journal/journal.ts'
import { requestText } from './journal/outcome.ts'
import type { HelseIdMock } from './twin/helse-id-mock.ts'
import { brokenRules, type Verdict } from './verdict/verdict.ts'
import { verdictText } from './verdict/verdict-text.ts'

/** What the verdict matchers accept: a verdict, a journal entry, or a twin. For a twin they judge its last token request. */
export type Judged = Verdict | Pick<JournalEntry, 'verdict'> | Pick<HelseIdMock, 'requests'>

interface Result {
  readonly pass: boolean
  readonly message: () => string
}

/**
 * The matchers as an object for `expect.extend`. `helseid-mock/vitest` extends Vitest's `expect` by itself.
 * @example
 * ```ts
 * import { helseIdMatchers } from 'helseid-mock/matchers'
 * expect.extend(helseIdMatchers)
 * ```
 */
export const helseIdMatchers = {
  /**
   * The access token is bound to this key: its `cnf.jkt` is the thumbprint of the JWK, or equals the thumbprint given as a string.
   * @throws {TypeError} if the value is not a JWT or an object with `accessToken` or `access_token`, or the key is not usable
   * @example
   * ```ts
   * expect(token).toBeDpopBoundTo(publicJwk(proofKey))
   * ```
   */
  toBeDpopBoundTo(token: unknown, key: Jwk | string): Result {
    const expected = typeof key === 'string' ? key : thumbprintOf(key)
    const jkt = (tokenClaims(token).cnf as { jkt?: unknown } | undefined)?.jkt
    const seen = jkt === undefined ? 'it is not bound to any key' : `it is bound to ${String(jkt)}`
    return {
      pass: jkt !== undefined && jkt === expected,
      message: () => `expected an access token ${jkt === expected ? 'not ' : ''}bound to ${expected}: ${seen}`,
    }
  },

  /**
   * The token request broke this rule. It may have been refused for it, or only warned.
   * @throws {TypeError} for an unknown rule, or a twin that has not received a token request
   * @example
   * ```ts
   * expect(helseId).toHaveBrokenRule('aud-is-issuer')
   * ```
   */
  toHaveBrokenRule(judged: unknown, rule: string): Result {
    const verdict = verdictOf(judged)
    const known = verdict.rules.some(({ id }) => id === rule)
    if (!known) {
      const ids = verdict.rules.map(({ id }) => id)
      throw new TypeError(`unknown rule "${rule}" (list them with \`helseid-mock rules\`)${didYouMean(rule, ids)}`)
    }
    const broken = brokenRules(verdict).map(({ id }) => id)
    return {
      pass: broken.includes(rule),
      message: () =>
        broken.includes(rule)
          ? `expected ${rule} not to be broken\n\n${verdictText(verdict)}`
          : `expected ${rule} to be broken, but ${broken.length === 0 ? 'no rule was' : `these were: ${broken.join(', ')}`}`,
    }
  },

  /**
   * The token request was accepted. With `{ silently: true }` it must not have caused a warning either.
   * @throws {TypeError} for a twin that has not received a token request
   * @example
   * ```ts
   * expect(helseId).toBeAccepted()
   * expect(helseId).not.toBeAccepted({ silently: true })
   * ```
   */
  toBeAccepted(judged: unknown, { silently = false }: { readonly silently?: boolean } = {}): Result {
    const verdict = verdictOf(judged)
    const pass = verdict.outcome === 'accepted' && (!silently || brokenRules(verdict).length === 0)
    return {
      pass,
      message: () =>
        `expected the token request ${pass ? 'not ' : ''}to be accepted${silently ? ' silently' : ''}\n\n${textOf(judged)}`,
    }
  },

  /**
   * The access token has exactly these scopes, in any order.
   * @throws {TypeError} if the value is not a JWT or an object with `accessToken` or `access_token`
   * @example
   * ```ts
   * expect(token).toHaveScopes('nhn:msh/api')
   * ```
   */
  toHaveScopes(token: unknown, ...scopes: readonly string[]): Result {
    const seen = [tokenClaims(token).scope ?? []].flat().map(String).sort()
    const pass = JSON.stringify(seen) === JSON.stringify([...scopes].sort())
    return {
      pass,
      message: () =>
        `expected an access token ${pass ? 'without' : 'with'} the scopes ${scopes.join(' ')}; it has ${seen.join(' ') || 'none'}`,
    }
  },
}

/**
 * The matchers as members of `expect(…)`, to declare them to TypeScript: `interface Matchers<R> extends HelseIdMatchers<R> {}` in the
 * module `expect` for Jest, `interface Matchers extends HelseIdMatchers<void> {}` in the module `bun:test` for Bun.
 */
export interface HelseIdMatchers<R> {
  /** See {@link helseIdMatchers.toBeDpopBoundTo}. */
  toBeDpopBoundTo(key: Jwk | string): R
  /** See {@link helseIdMatchers.toHaveBrokenRule}. */
  toHaveBrokenRule(rule: string): R
  /** See {@link helseIdMatchers.toBeAccepted}. */
  toBeAccepted(options?: { readonly silently?: boolean }): R
  /** See {@link helseIdMatchers.toHaveScopes}. */
  toHaveScopes(...scopes: readonly string[]): R
}

function thumbprintOf(key: Jwk): string {
  try {
    return canonicalKey(key).thumbprint
  } catch (error) {
    throw new TypeError(`toBeDpopBoundTo: the key is not a usable JWK: ${(error as Error).message}`, { cause: error })
  }
}

function tokenClaims(token: unknown): JsonObject {
  const text = typeof token === 'string' ? token : (token as { accessToken?: unknown; access_token?: unknown })
  const compact = typeof text === 'string' ? text : (text?.accessToken ?? text?.access_token)
  const claims = typeof compact === 'string' ? claimsOf(compact) : undefined
  if (claims === undefined)
    throw new TypeError('expected an access token: a JWT, or an object with `accessToken` or `access_token`')
  return claims
}

/** The verdict as text; of a request that a scenario answered, it names the scenario. */
function textOf(judged: unknown): string {
  const { requests } = judged as { readonly requests?: readonly JournalEntry[] }
  const entry = requests?.findLast(({ verdict }) => verdict !== undefined) ?? (judged as Partial<JournalEntry>)
  return typeof entry.status === 'number' ? requestText(entry as JournalEntry) : verdictText(verdictOf(judged))
}

function verdictOf(judged: unknown): Verdict {
  const { requests, verdict, rules } = (judged ?? {}) as {
    requests?: readonly JournalEntry[]
    verdict?: Verdict
    rules?: unknown
  }
  const found = Array.isArray(rules)
    ? (judged as Verdict)
    : (verdict ?? requests?.findLast((request) => request.verdict !== undefined)?.verdict)
  if (found === undefined && Array.isArray(requests))
    throw new TypeError(
      'This twin has received no token request: does your client use helseId.fetch, or the twin’s issuer?',
    )
  if (found === undefined)
    throw new TypeError('expected a verdict, a journal entry, or a twin that has received a token request')
  return found
}
