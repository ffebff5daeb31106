/** The rows of the table of cases that are scripted answers, which a twin gives only while a scenario is active. */
import { cases } from 'helseid-contract/cases'
import { parsedMembers } from 'helseid-contract/drift'
import { compose, type ExchangeContext } from 'helseid-contract/rules'
import { type HttpRequest, sendRequest } from '../../http/send-request.ts'
import { scenarios } from '../../scenarios/index.ts'
import type { CheckResult, Finding } from '../result.ts'
import { contextIn, opener, type TwinSession, type TwinSessions, whyNoSession } from './twin-sessions.ts'

interface Scripted {
  readonly status?: number
  readonly headers: Headers
  readonly body: string
  /** The code or message of the error, if no answer came. */
  readonly failure?: string
}

/** Each as a description of what must be seen, and whether it is. `1000 ms`: a client that waits for 30 s sees the same. */
const expectations: Readonly<Record<string, readonly [string, (seen: Scripted) => boolean]>> = {
  B22: ['500 with an empty body', ({ status, body }) => status === 500 && body === ''],
  B23: ['200 without access_token', (seen) => seen.status === 200 && lacks(seen, 'access_token')],
  B67: [
    '502 with an HTML page',
    ({ status, headers }) => status === 502 && headers.get('content-type') === 'text/html',
  ],
  B68: ['503 with Retry-After: 1', ({ status, headers }) => status === 503 && headers.get('retry-after') === '1'],
  B69: ['429 with Retry-After: 1', ({ status, headers }) => status === 429 && headers.get('retry-after') === '1'],
  B70: ['no answer', ({ failure }) => failure === `no response within ${silence} ms`],
  B71: ['a reset connection', ({ failure }) => failure === 'ECONNRESET' || failure === 'socket hang up'],
  B72: ['an answer that ends too early', ({ failure }) => failure === 'aborted' || failure === 'ECONNRESET'],
  B73: ['200 with an empty body', ({ status, body }) => status === 200 && body === ''],
  B74: ['200 with expires_in "600"', ({ body }) => parsedMembers(body).expires_in === '600'],
  B75: ['200 without expires_in', (seen) => seen.status === 200 && lacks(seen, 'expires_in')],
  B76: ['200 with token_type dPOP', ({ body }) => parsedMembers(body).token_type === 'dPOP'],
  C40: [
    `use_dpop_nonce "Invalid 'nonce' value." and a nonce`,
    (seen) => isChallenge(seen, "Invalid 'nonce' value.") && seen.headers.has('dpop-nonce'),
  ],
  C41: [
    `use_dpop_nonce "Missing 'nonce' value." without a nonce`,
    (seen) => isChallenge(seen, "Missing 'nonce' value.") && !seen.headers.has('dpop-nonce'),
  ],
}

/** How long a connection must stay silent to count as one without an answer, in milliseconds. */
const silence = 1000

/** Not reached unless the issuer is a twin: no issuer gives these answers to an ordinary token request. */
export async function* scriptedResults(
  sessions: TwinSessions | undefined,
  context: ExchangeContext,
): AsyncGenerator<CheckResult> {
  const open = opener(sessions)
  const sendable = new Set(cases.map(({ id }) => id))
  for (const { name, happens, cases: rows = [] } of scenarios)
    for (const id of rows.filter((row) => /^[ABC]/.test(row) && !sendable.has(row))) {
      const common = {
        id,
        group: 'cases',
        requires: `${name}: ${happens}`,
        source: `case ${id}: the twin’s own scenario ${name}, which helseid-mock scenarios lists`,
      }
      if (open === undefined) {
        const because = `Only a twin with an active scenario gives this answer: docs/scenarios.md.${whyNoSession(sessions)}`
        yield { ...common, outcome: 'not reached', findings: [], because, required: false }
        continue
      }
      const startedAt = performance.now()
      const findings = await findingsOf(id, name, open, context)
      const seconds = (performance.now() - startedAt) / 1000
      yield { ...common, outcome: findings.length === 0 ? 'passed' : 'failed', findings, seconds }
    }
}

async function findingsOf(
  id: string,
  scenario: string,
  open: () => Promise<TwinSession>,
  usual: ExchangeContext,
): Promise<readonly Finding[]> {
  const expectation = expectations[id]
  if (expectation === undefined) throw new Error(`the row ${id} has no expectation`)
  const session = await open()
  try {
    const context = await contextIn(session, {}, usual)
    const requestWith = (nonce: string | undefined) =>
      compose({}, context, { now: context.now(), nonce, previous: undefined })
    const { headers } = await context.send(requestWith(undefined))
    await session.control.use(scenario)
    const seen = await sent({ ...requestWith(headers.get('dpop-nonce') ?? undefined), timeout: silence })
    const [expected, isMet] = expectation
    return isMet(seen) ? [] : [{ expected, seen: seen.failure ?? `${seen.status} ${seen.body.slice(0, 200)}` }]
  } finally {
    await session.end()
  }
}

async function sent(request: HttpRequest): Promise<Scripted> {
  try {
    const response = await sendRequest(request)
    return { status: response.status, headers: response.headers, body: await response.text() }
  } catch (error) {
    const { code, message } = (error as Error).cause as NodeJS.ErrnoException
    return { headers: new Headers(), body: '', failure: code ?? message }
  }
}

function lacks({ body }: Scripted, name: string): boolean {
  const members = parsedMembers(body)
  return 'token_type' in members && !(name in members)
}

function isChallenge({ body }: Scripted, description: string): boolean {
  const { error, error_description: seen } = parsedMembers(body)
  return error === 'use_dpop_nonce' && seen === description
}
