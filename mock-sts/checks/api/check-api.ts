/** Checks an API: fires good and bad tokens and proofs at an endpoint, and tells which bad ones it let in. */
import { setTimeout as pause } from 'node:timers/promises'
import type { KeyRing } from '../../key-ring.ts'
import type { CheckResult, Finding } from '../result.ts'
import { type ApiAnswer, type ApiTarget, answerOf, type Caller, createCaller, type Mint } from './caller.ts'
import { type ColdStarts, coldRows } from './cold-rows.ts'
import { keyRows } from './key-rows.ts'
import type { ApiRow } from './row.ts'
import { control, rows } from './rows.ts'
import { startStranger } from './stranger.ts'

export interface ApiCheckOptions {
  readonly target: ApiTarget
  /** Mints tokens of the issuer that the API trusts. */
  readonly mint: Mint
  readonly issuer: string
  /** Issuer of another environment. */
  readonly otherIssuer: string
  /** Seconds until the API must be up. Default: 10. */
  readonly ready?: number
  /** Lets the rows run that change the issuer's keys; `cacheTime` is how long the API keeps the JWKS, in seconds. */
  readonly keys?: { readonly ring: KeyRing; readonly cacheTime?: number }
  /** Starts the API. Without it, it runs already. */
  readonly start?: () => AsyncDisposable
  /** Lets the rows run for which the issuer fails while the API starts. */
  readonly failing?: Omit<ColdStarts, 'start'>
  readonly onProgress?: (progress: { readonly row: string; readonly done: number; readonly of: number }) => void
}

const group = {
  control: 'control',
  tokens: 'tokens',
  proofs: 'proofs',
  organization: 'organisation',
  keys: 'keys',
} as const

/** @throws {TypeError} `fetch failed`, when the API does not answer in time */
export async function checkApi(options: ApiCheckOptions): Promise<readonly CheckResult[]> {
  const { target, mint, issuer, otherIssuer, start, failing } = options
  await using stranger = await startStranger()
  const now = () => Math.floor(Date.now() / 1000)
  const caller = createCaller(target, mint, { issuer, otherIssuer, scope: target.scope, now, stranger })
  const results = await warmResults(caller, options)
  const counts = results.every(({ id, outcome }) => !id.startsWith(control.id) || outcome === 'passed')
  if (!counts) return results
  return [...results, ...(await coldRows(caller, target, start && failing && { start, ...failing }))]
}

/** Those of an API that runs: the good token first and last, the bad ones between. */
async function warmResults(caller: Caller, options: ApiCheckOptions): Promise<readonly CheckResult[]> {
  const { target, keys, start, onProgress } = options
  await using _api = start?.()
  const wanted = rows.filter(({ needs }) => needs !== 'dpop' || target.scheme === 'DPoP')
  const first = judged(control, await whenReady(caller, target, options.ready), target)
  if (first.outcome !== 'passed') return [first, ...wanted.slice(1).map((row) => unreached(row, becauseOfControl))]
  const results = [first]
  const challenges: { readonly row: ApiRow; readonly answer: ApiAnswer }[] = []
  for (const row of wanted.slice(1)) {
    onProgress?.({ row: `${row.id} ${row.title}`, done: results.length, of: wanted.length })
    const because = whyNot(row, target, caller)
    const answer = because === undefined ? await answerOf(caller.call(row)) : undefined
    if (answer !== undefined) challenges.push({ row, answer })
    results.push(answer === undefined ? unreached(row, String(because)) : judged(row, answer, target))
  }
  const last = judged(
    { ...control, id: 'D33-again', title: 'good token, good proof, after all the others' },
    await answerOf(caller.call(control)),
    target,
  )
  if (last.outcome !== 'passed') return [...results.map((result) => withdrawn(result)), last]
  return [...results, last, challengeResult(challenges), ...(await keyRows(caller, target, keys))]
}

const becauseOfControl = 'The good token does not succeed: see D33.'

/** An API may be starting, and may have to read the issuer's keys first. */
async function whenReady(caller: Caller, target: ApiTarget, seconds = 10): Promise<ApiAnswer> {
  const until = performance.now() + seconds * 1000
  for (;;) {
    try {
      const answer = await caller.call(control)
      if (answer.status === target.status || performance.now() > until) return answer
    } catch (error) {
      if (performance.now() > until) throw error
    }
    await pause(200)
  }
}

function whyNot({ needs }: ApiRow, { organization }: ApiTarget, { demandsNonce }: Caller): string | undefined {
  if (needs === 'organization' && organization === undefined)
    return 'Its owner has not said that the endpoint depends on the organisation: --organization.'
  if (needs === 'nonce' && !demandsNonce) return 'The API demands no nonce of its own.'
  return undefined
}

function judged(row: ApiRow, answer: ApiAnswer, target: ApiTarget): CheckResult {
  const { status, challenge } = answer
  const wanted = row.must === 'succeed' ? target.status : row.must
  const common = resultOf(row)
  if (status === wanted) return { ...common, outcome: 'passed', findings: [] }
  const said = challenge === undefined ? '' : `, WWW-Authenticate: ${challenge}`
  const letIn = row.must !== 'succeed' && isSuccess(status, target)
  const finding: Finding = {
    expected: String(wanted),
    seen: status === undefined ? `no answer: ${answer.silence}` : `${status}${said}`,
    mend: letIn ? `It let it in. Look at: ${row.guard}` : mendOf(row, status),
  }
  const outcome = row.level === 'should' ? 'warned' : 'failed'
  return { ...common, outcome, findings: [finding], ...(letIn && { letIn }) }
}

function isSuccess(status: number | undefined, target: ApiTarget): boolean {
  return status !== undefined && (status === target.status || (status >= 200 && status < 300))
}

function mendOf({ must }: ApiRow, status: number | undefined): string {
  if (must === 'succeed') return mendOfControl(status)
  if (status === undefined) return `It broke off, or takes too long: answer ${must}, and look into the log of the API`
  return `It refused, but with ${status}: answer ${must}, so that clients know what to do`
}

/** Where its owner is to look when a good request does not succeed. */
function mendOfControl(status = 500): string {
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
    demands: must === 'succeed' ? `${title}: it succeeds` : `${title}: it answers ${must} (${guard})`,
    source,
  }
}

function unreached(row: ApiRow, because: string): CheckResult {
  return { ...resultOf(row), outcome: 'not reached', findings: [], because }
}

/** What was seen counts for nothing where the good token does not succeed any more. */
function withdrawn({ letIn: _letIn, ...result }: CheckResult): CheckResult {
  return {
    ...result,
    outcome: 'not reached',
    findings: [],
    because: 'The good token did not succeed afterwards: see D33-again.',
  }
}

/** NHN's products differ, so this is a remark. https://www.rfc-editor.org/rfc/rfc9449#section-7.1 */
function challengeResult(challenges: readonly { readonly row: ApiRow; readonly answer: ApiAnswer }[]): CheckResult {
  const common = {
    id: 'www-authenticate',
    group: group.tokens,
    demands: 'Its 401 says in WWW-Authenticate what is wrong',
    source: 'RFC 9449 7.1; RFC 6750 3',
  }
  const silent = challenges.filter(({ answer }) => answer.status === 401 && answer.challenge === undefined)
  if (silent.length === 0) return { ...common, outcome: 'passed', findings: [] }
  const seen = `${silent.length} answers without, first to ${silent[0]?.row.id} (${silent[0]?.row.title})`
  const mend = 'Send WWW-Authenticate: DPoP error="invalid_token", or what else is wrong'
  return { ...common, outcome: 'warned', findings: [{ seen, mend }] }
}

/** What an API that lets in what it must refuse does not look at, each named once. */
export function unguarded(results: readonly CheckResult[]): readonly string[] {
  const open = new Set(results.filter(({ letIn }) => letIn).map(({ id }) => id))
  return [...new Set(rows.filter(({ id }) => open.has(id)).map(({ guard }) => guard))]
}
