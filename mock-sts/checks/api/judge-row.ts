/** What an answer says of a row: whether the API did what it must, and where to look if not. */
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
    fix: letIn ? `It let it in. Look at: ${row.guard}` : fixOf(row, status),
  }
  const outcome = row.level === 'should' ? 'warned' : 'failed'
  return { ...common, outcome, findings: [finding], ...(letIn && { letIn }) }
}

function isSuccess(status: number | undefined, target: ApiTarget): boolean {
  return status !== undefined && (status === target.status || (status >= 200 && status < 300))
}

function fixOf({ must }: ApiRow, status: number | undefined): string {
  if (must === 'succeed') return fixOfControl(status)
  if (status === undefined) return `It broke off, or takes too long: answer ${must}, and look into the log of the API`
  return `It refused, but with ${status}: answer ${must}, so that clients know what to do`
}

/** Where its owner is to look when a good request does not succeed. */
function fixOfControl(status = 500): string {
  if (status < 300) return `If that is its success, say so: --status ${status}`
  if (status < 400) return 'It sends callers elsewhere: give the address of the endpoint itself by --url'
  if (status === 404) return 'Give the address of the endpoint by --url'
  if (status === 405) return 'Say how the endpoint is called by --method'
  if ([400, 406, 411, 415, 422].includes(status)) return 'Say what a good request is by --method, --header and --body'
  if (status >= 500) return 'It failed: look into the log of the API'
  return 'Let the API trust the issuer, its JWKS, the audience and the scope that the check was given'
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
    requires: must === 'succeed' ? `${title}: it succeeds` : `${title}: it answers ${must} (${guard})`,
    source,
  }
}

export function unreached(row: ApiRow, because: string): CheckResult {
  return { ...resultOf(row), outcome: 'not reached', findings: [], because }
}

/** What was seen counts for nothing where the good token does not succeed any more. */
export function withdrawn({ letIn: _letIn, ...result }: CheckResult): CheckResult {
  return {
    ...result,
    outcome: 'not reached',
    findings: [],
    because: 'The good token did not succeed afterwards: see D33-again.',
  }
}

/** What an API that lets in what it must refuse does not look at, each named once. */
export function unguarded(results: readonly CheckResult[]): readonly string[] {
  const open = new Set(results.filter(({ letIn }) => letIn).map(({ id }) => id))
  return [...new Set(rows.filter(({ id }) => open.has(id)).map(({ guard }) => guard))]
}
