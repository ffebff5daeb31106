/** Checks an API: calls an endpoint with valid and broken tokens and proofs and reports the broken ones it accepts. */
import { setTimeout as pause } from 'node:timers/promises'
import type { KeyRing } from '../../keys/key-ring.ts'
import type { CheckResult } from '../result.ts'
import { type ApiAnswer, type ApiTarget, answerOf, type Caller, createCaller, type Mint } from './caller.ts'
import { type ColdStarts, coldStartRows } from './cold-start-rows.ts'
import { group, judged, notRequired, unreached, withdrawn } from './judge-row.ts'
import { keyRows } from './key-rows.ts'
import { type Limits, limits as usualLimits } from './limits.ts'
import type { ApiRow } from './row.ts'
import { control, rows } from './rows.ts'
import { startUntrustedSigner } from './untrusted-signer.ts'

export interface ApiCheckOptions {
  readonly target: ApiTarget
  /** Mints tokens from the issuer that the API trusts. */
  readonly mint: Mint
  readonly issuer: string
  /** The issuer of another environment. */
  readonly otherIssuer: string
  /** How long the API may take to start answering, in seconds. Default: 10. */
  readonly ready?: number
  /** Enables the rows that change the issuer's keys. `cacheTime` is how long the API caches the JWKS, in seconds. */
  readonly keys?: { readonly ring: KeyRing; readonly cacheTime?: number }
  /** Starts the API. Absent if the API is already running. */
  readonly start?: () => Promise<AsyncDisposable>
  /** Enables the rows in which the issuer fails while the API starts. */
  readonly failing?: Omit<ColdStarts, 'start'>
  /** Time limits for the API. */
  readonly limits?: Limits
  readonly onProgress?: (progress: { readonly row: string; readonly done: number; readonly of: number }) => void
}

/** @throws {TypeError} `fetch failed`, if the API does not answer in time */
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

/** The rows for a running API: the valid token first and last, the broken ones in between. */
async function warmResults(caller: Caller, options: ApiCheckOptions): Promise<readonly CheckResult[]> {
  const { target, keys, start, limits = usualLimits } = options
  await using _api = await start?.()
  const selected = rows.filter(({ needs }) => needs !== 'dpop' || target.scheme === 'DPoP')
  const first = judged(control, await whenReady(caller, target, options.ready), target)
  if (first.outcome !== 'passed') return [first, ...selected.slice(1).map((row) => unreached(row, becauseOfControl))]
  const attempts = await sendAll(selected.slice(1), caller, options)
  const results = [first, ...attempts.map(({ result }) => result)]
  const last = judged(
    { ...control, id: 'D33-again', title: 'valid token and proof, after all other rows' },
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
  /** Absent if the row was not reached. */
  readonly answer?: ApiAnswer
  readonly result: CheckResult
}

/** After this many rows in a row without an answer, no further requests are sent to the API. */
const maxSilent = 3

/** Sends the broken tokens and proofs, one after the other. */
async function sendAll(
  selected: readonly ApiRow[],
  caller: Caller,
  options: ApiCheckOptions,
): Promise<readonly Attempt[]> {
  const { target, onProgress } = options
  const attempts: Attempt[] = []
  for (const row of selected) {
    onProgress?.({ row: `${row.id} ${row.title}`, done: attempts.length + 1, of: selected.length + 1 })
    const skipped = skipReason(row, target, caller)
    const stopped = stopReason(attempts)
    if (skipped !== undefined) attempts.push({ row, result: notRequired(row, skipped) })
    else if (stopped !== undefined) attempts.push({ row, result: unreached(row, stopped) })
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
  return `The API stopped answering: see ${last[0]?.row.id}.`
}

function isSilent({ answer }: Attempt): boolean {
  return answer?.silence !== undefined
}

const becauseOfControl = 'The valid token is not accepted: see D33.'

/** Waits for the API, which may still be starting or fetching the issuer's keys. */
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
    return 'This row is for endpoints that depend on the organisation: set --organization.'
  if (needs === 'nonce' && !requiresNonce) return 'The API does not require a nonce.'
  return undefined
}

/** Only a warning, because NHN's products differ. https://www.rfc-editor.org/rfc/rfc9449#section-7.1 */
function challengeResult(attempts: readonly Attempt[]): CheckResult {
  const common = {
    id: 'www-authenticate',
    group: group.tokens,
    requires: 'Every 401 says in WWW-Authenticate what is wrong',
    source: 'RFC 9449 7.1; RFC 6750 3',
  }
  const silent = attempts.filter(({ answer }) => answer?.status === 401 && answer.challenge === undefined)
  if (silent.length === 0) return { ...common, outcome: 'passed', findings: [] }
  const seen = `${silent.length} answers without WWW-Authenticate, the first to ${silent[0]?.row.id} (${silent[0]?.row.title})`
  const fix = 'Send WWW-Authenticate: DPoP error="invalid_token", or the error that applies'
  return { ...common, outcome: 'warned', findings: [{ seen, fix }] }
}
