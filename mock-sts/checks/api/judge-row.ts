/** Judges the answer to a row: whether the API did what it must, and what to fix if not. */
import type { CheckResult, Finding } from '../result.ts'
import type { ApiAnswer, ApiTarget } from './caller.ts'
import type { ApiRow } from './row.ts'
import { rows } from './rows.ts'

export const group = {
  control: 'control',
  tokens: 'tokens',
  proofs: 'proofs',
  organization: 'organisation',
  keys: 'keys',
} as const

export function judged(row: ApiRow, answer: ApiAnswer, target: ApiTarget): CheckResult {
  const { status, challenge } = answer
  const expected = row.must === 'succeed' ? target.status : row.must
  const common = resultOf(row)
  if (status === expected) return { ...common, outcome: 'passed', findings: [] }
  const challengeText = challenge === undefined ? '' : `, WWW-Authenticate: ${challenge}`
  const letIn = row.must !== 'succeed' && isSuccess(status, target)
  const finding: Finding = {
    expected: String(expected),
    seen: status === undefined ? `no answer: ${answer.silence}` : `${status}${challengeText}`,
    fix: letIn ? `The API accepted it. Check: ${row.guard}` : fixOf(row, status),
  }
  const outcome = row.level === 'should' ? 'warned' : 'failed'
  return { ...common, outcome, findings: [finding], ...(letIn && { letIn }) }
}

function isSuccess(status: number | undefined, target: ApiTarget): boolean {
  return status !== undefined && (status === target.status || (status >= 200 && status < 300))
}

function fixOf({ must }: ApiRow, status: number | undefined): string {
  if (must === 'succeed') return fixOfControl(status)
  if (status === undefined)
    return `The API closed the connection or took too long: answer ${must}, and look in the API’s log`
  return `The API refused, but with ${status}: answer ${must}, so that clients know what to do`
}

/** What to fix if a valid request does not succeed. */
function fixOfControl(status = 500): string {
  if (status < 300) return `If this is the status of success, set --status ${status}`
  if (status < 400) return 'The endpoint redirects: set --url to the endpoint itself'
  if (status === 404) return 'Set --url to the address of the endpoint'
  if (status === 405) return 'Set --method to the method of the endpoint'
  if ([400, 406, 411, 415, 422].includes(status)) return 'Describe a valid request with --method, --header and --body'
  if (status >= 500) return 'The API failed: look in its log'
  return 'Configure the API to trust the issuer, its JWKS, the audience and the scope of this check'
}

function resultOf({ id, title, guard, source, needs, must }: ApiRow) {
  const where =
    must === 'succeed'
      ? 'control'
      : needs === 'organization'
        ? 'organization'
        : needs === undefined
          ? 'tokens'
          : 'proofs'
  return {
    id,
    group: group[where],
    requires: must === 'succeed' ? `${title}: succeeds` : `${title}: answers ${must} (${guard})`,
    source,
  }
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
  return [...new Set(rows.filter(({ id }) => open.has(id)).map(({ guard }) => guard))]
}
