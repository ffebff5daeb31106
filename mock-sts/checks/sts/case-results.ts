/** Runs the A, B and C rows of the table of cases against any issuer, as far as the rights of the client allow. */
import { type Case, cases, type Expectation, type ExpectedError, type ExpectedToken } from 'helseid-contract/cases'
import { parsedMembers } from 'helseid-contract/drift'
import {
  claimsOf,
  type ExchangeAnswer,
  type ExchangeContext,
  filler,
  type Json,
  perform,
  type Recipe,
} from 'helseid-contract/rules'
import type { CheckResult, Finding } from '../result.ts'
import { type CaseReach, dependsOnKey, whyNotReached } from './case-reach.ts'
import { shown } from './reference-answers.ts'
import { judgedByReference } from './reference-results.ts'
import { contextIn, opener, type TwinSession, type TwinSessions, whyNoSession } from './twin-sessions.ts'

export interface CaseOptions extends CaseReach {
  readonly context: ExchangeContext
  /** Undefined if the issuer is not a twin. */
  readonly sessions: TwinSessions | undefined
  /** Values and keys of the requests in a session. */
  readonly sessionContext: ExchangeContext
  readonly profile: 'today' | 'next'
}

/**
 * Yields one result for each row, except those of the reference answer. If the issuer answers differently, a `confirmed` row fails; a
 * `likely` or `unknown` one, or one whose answer depends on how the key is registered, is learned.
 */
export async function* caseResults(options: CaseOptions): AsyncGenerator<CheckResult> {
  const { context, profile, sessions, sessionContext, ...reach } = options
  const open = opener(sessions)
  for (const row of cases.filter(({ id }) => !judgedByReference.has(id))) {
    const { id, title, status, source } = row
    const expected = profile === 'next' && row.next !== '=' ? row.next : row.today
    const common = {
      id,
      group: 'cases',
      requires: `${title}: ${formatExpectation(expected)}`,
      source: `case ${id} (${status}): ${source}`,
    }
    const because =
      row.requests.map((recipe) => whyNotReached(recipe, expected, reach)).find((why) => why !== undefined) ??
      (open !== undefined && row.requests.some(dependsOnKey)
        ? 'This case needs a key that is registered without an algorithm.'
        : undefined)
    if (because !== undefined && open === undefined) {
      yield {
        ...common,
        outcome: 'not reached',
        findings: [],
        because: because + whyNoSession(sessions),
        required: false,
      }
      continue
    }
    const started = performance.now()
    const openSession = because === undefined ? undefined : open
    const findings = openSession
      ? await findingsInSessions(row, expected, openSession, sessionContext)
      : await findingsOf(row, expected, context)
    const isCertain = status === 'confirmed' && (openSession !== undefined || !row.requests.some(dependsOnKey))
    const outcome = findings.length === 0 ? 'passed' : isCertain ? 'failed' : 'learned'
    yield { ...common, outcome, findings, seconds: (performance.now() - started) / 1000 }
  }
}

function formatExpectation(expected: Expectation): string {
  if (!('error' in expected)) return 'a token'
  const text = expected.description ?? expected.descriptionStarts ?? expected.descriptionContains
  return text === undefined ? expected.error : `${expected.error} "${text}"`
}

async function findingsOf({ requests }: Case, expected: Expectation, context: ExchangeContext): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const recipe of requests as readonly Recipe[])
    findings.push(...(await findingsInOneSecond(recipe, expected, context)))
  return findings
}

/** Each request in its own session, because some registrations concern the API, and waits the clock. */
async function findingsInSessions(
  { requests }: Case,
  expected: Expectation,
  open: () => Promise<TwinSession>,
  usual: ExchangeContext,
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const recipe of requests as readonly Recipe[]) {
    const session = await open()
    try {
      const context = await contextIn(session, recipe, usual)
      findings.push(...(await findingsInOneSecond(recipe, expected, context)))
    } finally {
      await session.end()
    }
  }
  return findings
}

/** An issuer may remember the `jti` of an earlier run, so those that a recipe names are made new. */
function withOwnIds(recipe: Recipe, id: string): Recipe {
  const isNamed = (name: string, value: unknown) => name === 'jti' && typeof value === 'string' && value !== ''
  return JSON.parse(JSON.stringify(recipe), (name, value) => (isNamed(name, value) ? `${value}-${id}` : value))
}

/** How often a request is sent again because the second changed on its way. */
const maxRepeats = 10

/**
 * Times in a JWT are whole seconds, and so are the limits of some rows: a lifetime of 66 s is one of 65 s when the request arrives
 * after the next tick. Such a request says nothing about the issuer, so it is sent again.
 */
async function findingsInOneSecond(
  recipe: Recipe,
  expected: Expectation,
  context: ExchangeContext,
): Promise<readonly Finding[]> {
  for (let repeats = 0; ; repeats += 1) {
    const second = Math.floor(context.now())
    const answer = (await perform(withOwnIds(recipe, context.uuid()), context)).at(-1)
    if (answer === undefined) throw new Error('the recipe has no request')
    const findings =
      'error' in expected ? ofError(expected, answer) : ofToken(expected as ExpectedToken, answer, context)
    const ticked = recipe.wait === undefined && Math.floor(context.now()) !== second
    if (findings.length === 0 || !ticked || repeats === maxRepeats) return findings
  }
}

function ofError(expected: ExpectedError, { status, body }: ExchangeAnswer): Finding[] {
  const { error, error_description: seenDescription } = parsedMembers(body)
  const { description, descriptionStarts, descriptionContains } = expected
  const fits =
    descriptionStarts !== undefined
      ? String(seenDescription).startsWith(descriptionStarts)
      : descriptionContains !== undefined
        ? String(seenDescription).includes(descriptionContains)
        : seenDescription === description
  if (status === 400 && error === expected.error && fits) return []
  return [{ expected: `400 ${formatExpectation(expected)}`, seen: seenOf(status, body) }]
}

function ofToken(expected: ExpectedToken, { status, body }: ExchangeAnswer, context: ExchangeContext): Finding[] {
  const members = parsedMembers(body)
  const token = members.access_token
  if (status !== 200 || typeof token !== 'string')
    return [{ where: 'member access_token', expected: '200 and a token', seen: seenOf(status, body) }]
  const expectedBody = fillPlaceholders({ token_type: 'DPoP', ...expected.body }, context)
  const expectedClaims = fillPlaceholders(expected.claims ?? {}, context)
  // A token need not be a JWT; if it is not, it has no claims that a client can see.
  return [
    ...differences('member', expectedBody, members),
    ...differences('claim', expectedClaims, claimsOf(token) ?? {}),
  ]
}

function fillPlaceholders(value: Json, context: ExchangeContext): Record<string, unknown> {
  return Object(filler(context, { now: context.now(), nonce: undefined, previous: undefined })(value))
}

function differences(what: string, expectedBody: Record<string, unknown>, seen: Record<string, unknown>): Finding[] {
  return Object.entries(expectedBody)
    .filter(([name, value]) => JSON.stringify(seen[name] ?? null) !== JSON.stringify(value))
    .map(([name, value]) => ({
      where: `${what} ${name}`,
      // The table of cases has null for an absent claim.
      expected: shown(value ?? undefined),
      seen: shown(seen[name]),
    }))
}

function seenOf(status: number, body: string): string {
  const { error, error_description: description } = parsedMembers(body)
  const seenDescription = description === undefined ? '' : ` "${description}"`
  return error === undefined ? `${status}` : `${status} ${error}${seenDescription}`
}
