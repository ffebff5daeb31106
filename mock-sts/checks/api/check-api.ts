/** Checks an API: fires good and bad tokens and proofs at an endpoint, and tells which bad ones it let in. */
import { setTimeout as pause } from 'node:timers/promises'
import type { KeyRing } from '../../keys/key-ring.ts'
import type { CheckResult } from '../result.ts'
import { type ApiAnswer, type ApiTarget, answerOf, type Caller, createCaller, type Mint } from './caller.ts'
import { type ColdStarts, coldStartRows } from './cold-start-rows.ts'
import { group, judged, unreached, withdrawn } from './judge-row.ts'
import { keyRows } from './key-rows.ts'
import { type Limits, limits as usualLimits } from './limits.ts'
import type { ApiRow } from './row.ts'
import { control, rows } from './rows.ts'
import { startUntrustedSigner } from './untrusted-signer.ts'

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
  readonly start?: () => Promise<AsyncDisposable>
  /** Lets the rows run for which the issuer fails while the API starts. */
  readonly failing?: Omit<ColdStarts, 'start'>
  /** How long the API may take. */
  readonly limits?: Limits
  readonly onProgress?: (progress: { readonly row: string; readonly done: number; readonly of: number }) => void
}

/** @throws {TypeError} `fetch failed`, when the API does not answer in time */
export async function checkApi(options: ApiCheckOptions): Promise<readonly CheckResult[]> {
  const { target, mint, issuer, otherIssuer, start, failing, limits = usualLimits } = options
  await using untrusted = await startUntrustedSigner()
  const now = () => Math.floor(Date.now() / 1000)
  const caller = createCaller(target, mint, { issuer, otherIssuer, scope: target.scope, now, untrusted })
  const results = await warmResults(caller, options)
  const counts = results.every(({ id, outcome }) => !id.startsWith(control.id) || outcome === 'passed')
  if (!counts) return results
  return [...results, ...(await coldStartRows(caller, target, start && failing && { start, ...failing }, limits))]
}

/** Those of an API that runs: the good token first and last, the bad ones between. */
async function warmResults(caller: Caller, options: ApiCheckOptions): Promise<readonly CheckResult[]> {
  const { target, keys, start, limits = usualLimits } = options
  await using _api = await start?.()
  const selected = rows.filter(({ needs }) => needs !== 'dpop' || target.scheme === 'DPoP')
  const first = judged(control, await whenReady(caller, target, options.ready), target)
  if (first.outcome !== 'passed') return [first, ...selected.slice(1).map((row) => unreached(row, becauseOfControl))]
  const attempts = await sendAll(selected.slice(1), caller, options)
  const results = [first, ...attempts.map(({ result }) => result)]
  const last = judged(
    { ...control, id: 'D33-again', title: 'good token, good proof, after all the others' },
    await answerOf(caller.call(control)),
    target,
  )
  if (last.outcome !== 'passed')
    return [
      withdrawn(first),
      ...attempts.map((attempt) => (isSilent(attempt) ? attempt.result : withdrawn(attempt.result))),
      last,
    ]
  return [...results, last, challengeResult(attempts), ...(await keyRows(caller, target, keys, limits))]
}

interface Attempt {
  readonly row: ApiRow
  /** Absent where the row was not reached. */
  readonly answer?: ApiAnswer
  readonly result: CheckResult
}

/** So many rows in a row without an answer, and the API is not asked on. */
const maxSilent = 3

/** The bad tokens and proofs, one after the other. */
async function sendAll(
  selected: readonly ApiRow[],
  caller: Caller,
  options: ApiCheckOptions,
): Promise<readonly Attempt[]> {
  const { target, onProgress } = options
  const attempts: Attempt[] = []
  for (const row of selected) {
    onProgress?.({ row: `${row.id} ${row.title}`, done: attempts.length + 1, of: selected.length + 1 })
    const because = skipReason(row, target, caller) ?? stopReason(attempts)
    if (because !== undefined) attempts.push({ row, result: unreached(row, because) })
    else {
      const answer = await answerOf(caller.call(row))
      attempts.push({ row, answer, result: judged(row, answer, target) })
    }
  }
  return attempts
}

function stopReason(attempts: readonly Attempt[]): string | undefined {
  const last = attempts.filter(({ answer }) => answer !== undefined).slice(-maxSilent)
  if (last.length < maxSilent || !last.every(isSilent)) return undefined
  return `The API does not answer any more: see ${last[0]?.row.id}.`
}

function isSilent({ answer }: Attempt): boolean {
  return answer?.silence !== undefined
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

function skipReason({ needs }: ApiRow, { organization }: ApiTarget, { requiresNonce }: Caller): string | undefined {
  if (needs === 'organization' && organization === undefined)
    return 'Its owner has not said that the endpoint depends on the organisation: --organization.'
  if (needs === 'nonce' && !requiresNonce) return 'The API requires no nonce of its own.'
  return undefined
}

/** NHN's products differ, so this is a remark. https://www.rfc-editor.org/rfc/rfc9449#section-7.1 */
function challengeResult(attempts: readonly Attempt[]): CheckResult {
  const common = {
    id: 'www-authenticate',
    group: group.tokens,
    requires: 'Its 401 says in WWW-Authenticate what is wrong',
    source: 'RFC 9449 7.1; RFC 6750 3',
  }
  const silent = attempts.filter(({ answer }) => answer?.status === 401 && answer.challenge === undefined)
  if (silent.length === 0) return { ...common, outcome: 'passed', findings: [] }
  const seen = `${silent.length} answers without, first to ${silent[0]?.row.id} (${silent[0]?.row.title})`
  const fix = 'Send WWW-Authenticate: DPoP error="invalid_token", or what else is wrong'
  return { ...common, outcome: 'warned', findings: [{ seen, fix }] }
}
