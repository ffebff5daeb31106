/** Judges the answer to a row: whether the API did what it must, and what to fix if not. */
import type { CheckResult, Finding } from '../result.ts'
import { adviceText } from './advice.ts'
import type { ApiAnswer, ApiTarget } from './caller.ts'
import { fixOfControl } from './control-fix.ts'
import type { ApiRow, Binding } from './row.ts'
import { rows } from './rows.ts'

const group = {
  control: 'control',
  tokens: 'tokens',
  proofs: 'proofs',
  organization: 'organisation',
  keys: 'keys',
} as const

export function judged(row: ApiRow, answer: ApiAnswer, target: ApiTarget): CheckResult {
  const { status, challenge, body } = answer
  const expected = row.must === 'succeed' ? target.status : row.must
  const common = resultOf(row)
  if (status === expected) return { ...common, outcome: 'passed', findings: [] }
  if (status === 429) return unreached(row, 'The API answered 429: lift its limit of requests while it is checked.')
  const challengeText = challenge === undefined ? '' : `, WWW-Authenticate: ${challenge}`
  // What an API sends with a success is its data; what it sends with a refusal is a reason.
  const bodyText = body === undefined || isSuccess(status, target) ? '' : `, body: ${body}`
  const letIn = row.must !== 'succeed' && isSuccess(status, target)
  const finding: Finding = {
    expected: String(expected),
    seen: status === undefined ? `no answer: ${answer.silence}` : `${status}${challengeText}${bodyText}`,
    fix: letIn ? fixOfGuard(row) : fixOf(row, status),
  }
  const permits = row.level === 'should' ? row.permits : letIn ? undefined : otherStatus(row, status)
  if (permits === undefined) return { ...common, outcome: 'failed', findings: [finding], ...(letIn && { letIn }) }
  return { ...common, outcome: 'warned', findings: [finding], permits, ...(letIn && { letIn }) }
}

function isSuccess(status: number | undefined, target: ApiTarget): boolean {
  return status !== undefined && (status === target.status || (status >= 200 && status < 300))
}

/** What permits a refusal with another status of a client's error. */
function otherStatus({ must, needs }: ApiRow, status = 0): string | undefined {
  if (must === 'succeed' || status < 400 || status > 499) return undefined
  return needs === 'dpop' ? 'RFC 9449 4.3 and 7.1, which name no status' : 'RFC 6750 3.1: the status is a SHOULD'
}

function fixOfGuard({ guard }: ApiRow): string {
  if (guard === undefined) throw new Error('a request that the API must accept was judged as a broken one')
  return `The API accepted it. ${adviceText(guard)}`
}

function fixOf(row: ApiRow, status: number | undefined): string {
  const { must } = row
  if (must === 'succeed') return fixOfControl(status, row.id)
  if (status === undefined)
    return `The API closed the connection or took too long: answer ${must}, and look in the API’s log`
  if (status >= 500) return `The API failed: look in its log, catch the error and answer ${must}`
  if (status < 400)
    return `The API redirects, to a login page for example: answer ${must}\nASP.NET Core: DefaultChallengeScheme is the scheme of the tokens, not that of a cookie`
  return `The API refused, but with ${status}: answer ${must}, so that clients know what to do`
}

export function resultOf(row: ApiRow) {
  const { id, title, guard, source, level, must } = row
  const permits = level === 'should' ? { permits: row.permits } : {}
  const answers = must === 'succeed' ? 'succeeds' : `answers ${must} (${guard})`
  return { id, group: groupOf(row), requires: `${title}: ${answers}`, level, source, ...permits }
}

function groupOf({ must, needs }: ApiRow): string {
  if (must === 'succeed') return group.control
  if (needs === 'organization') return group.organization
  return needs === undefined ? group.tokens : group.proofs
}

/** The row for an API that takes this scheme. */
export function rowFor(row: ApiRow, { scheme }: ApiTarget): ApiRow {
  const binding: Binding | undefined = scheme === 'Bearer' ? row.atBearer : undefined
  return binding === undefined ? row : { ...row, ...binding }
}

export function unreached(row: ApiRow, because: string): CheckResult {
  return { ...resultOf(row), outcome: 'not reached', findings: [], because }
}

/** Not reached, because it needs an option that was not given, or is for another kind of API: it then does not count. */
export function notRequired(row: ApiRow, because: string): CheckResult {
  return { ...unreached(row, because), required: false }
}

/** Voids a result: it counts for nothing if the valid token is not accepted afterwards. */
export function withdrawn({ letIn: _letIn, ...result }: CheckResult): CheckResult {
  return {
    ...result,
    outcome: 'not reached',
    findings: [],
    because: 'The valid token was not accepted afterwards: see D33-again.',
  }
}

/** What the API does not check, judging by what it accepted; each named once. */
export function unguarded(results: readonly CheckResult[]): readonly string[] {
  const open = new Set(results.filter(({ letIn }) => letIn).map(({ id }) => id))
  return [...new Set(rows.filter(({ id }) => open.has(id)).flatMap(({ guard = [] }) => guard))]
}
