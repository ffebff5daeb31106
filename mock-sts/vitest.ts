/** Vitest fixtures that give each test its own twin, and matchers for tokens and verdicts. */
import { canonicalKey, claimsOf, type JsonObject, type Jwk } from 'helseid-contract/rules'
import { test as base, expect } from 'vitest'
import { createHelseIdMock, startMockSts } from './index.ts'
import type { JournalEntry } from './journal/journal.ts'
import type { HelseIdMock, StartedSession } from './twin/helse-id-mock.ts'
import type { StartedMockSts } from './twin/start.ts'
import { brokenRules, type Verdict } from './verdict/verdict.ts'
import { verdictText } from './verdict/verdict-text.ts'

interface Fixtures {
  readonly helseId: HelseIdMock
  readonly helseIdServer: StartedSession
  readonly helseIdProcess: StartedMockSts
}

/**
 * Vitest's `test` with three fixtures. Vitest creates a fixture only for tests that name it, and closes it afterwards.
 * - `helseId`: a new twin for each test, in this process, at HelseID's real hostnames.
 * - `helseIdServer`: a new session for each test, on a port that all tests of a file share.
 * - `helseIdProcess`: the twin on that port; the sessions of `helseIdServer` belong to it.
 * @example
 * ```ts
 * test('helseId answers the real hostnames in this process', async ({ helseId }) => {
 *   await helseId.registerClient(registration)
 *   expect(helseId).toBeAccepted({ silently: true })
 * })
 * ```
 */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the fixtures it needs from the pattern
  helseId: async ({}, use) => {
    await use(createHelseIdMock())
  },
  helseIdProcess: [
    // biome-ignore lint/correctness/noEmptyPattern: the same
    async ({}, use) => {
      const twin = await startMockSts({ port: 0 })
      await use(twin)
      await twin.close()
    },
    { scope: 'file' },
  ],
  helseIdServer: async ({ helseIdProcess }, use) => {
    const session = await helseIdProcess.createSession()
    await use(session)
    await session.close()
  },
})

/** What the verdict matchers accept: a verdict, a journal entry, or a twin. For a twin they judge its last token request. */
export type Judged = Verdict | Pick<JournalEntry, 'verdict'> | Pick<HelseIdMock, 'requests'>

interface Result {
  readonly pass: boolean
  readonly message: () => string
}

export const helseIdMatchers = {
  /**
   * The access token is bound to this key: its `cnf.jkt` is the thumbprint of the JWK, or equals the thumbprint given as a string.
   * @throws {TypeError} if the value is not a JWT or an object with `accessToken` or `access_token`
   * @example
   * ```ts
   * expect(token).toBeDpopBoundTo(publicJwk(proofKey))
   * ```
   */
  toBeDpopBoundTo(token: unknown, key: Jwk | string): Result {
    const expected = typeof key === 'string' ? key : canonicalKey(key).thumbprint
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
    if (!known) throw new TypeError(`unknown rule "${rule}" (list them with \`helseid-mock rules\`)`)
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
        `expected the token request ${pass ? 'not ' : ''}to be accepted${silently ? ' silently' : ''}\n\n${verdictText(verdict)}`,
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

expect.extend(helseIdMatchers)

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    toBeDpopBoundTo(key: Jwk | string): R
    toHaveBrokenRule(rule: string): R
    toBeAccepted(options?: { readonly silently?: boolean }): R
    toHaveScopes(...scopes: readonly string[]): R
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

function verdictOf(judged: unknown): Verdict {
  const { requests, verdict, rules } = (judged ?? {}) as {
    requests?: readonly JournalEntry[]
    verdict?: Verdict
    rules?: unknown
  }
  const found = Array.isArray(rules)
    ? (judged as Verdict)
    : (verdict ?? requests?.findLast((request) => request.verdict !== undefined)?.verdict)
  if (found === undefined)
    throw new TypeError('expected a verdict, a journal entry, or a twin that has received a token request')
  return found
}
