/** Checks an API: calls an endpoint with valid and broken tokens and proofs and reports the broken ones it accepts. */
import { setTimeout as pause } from 'node:timers/promises'
import type { CheckResult } from '../result.ts'
import { type ApiAnswer, type ApiTarget, answerOf, type Caller, createCaller, type Mint } from './caller.ts'
import { type Answered, challengeResult } from './challenge-result.ts'
import { type ColdStarts, coldStartRows, type StartedApi } from './cold-start-rows.ts'
import { judged, notRequired, rowFor, unreached, withdrawn } from './judge-row.ts'
import { type KeyOptions, keyRows } from './key-rows.ts'
import { type Limits, limits as usualLimits } from './limits.ts'
import type { ApiRow } from './row.ts'
import { control, rows } from './rows.ts'
import { specialRows } from './special-rows.ts'
import { isTlsError } from './tls-error.ts'
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
  /** Enables the rows that change the issuer's keys. */
  readonly keys?: KeyOptions
  /** Starts the API. Absent if the API is already running. */
  readonly start?: () => Promise<StartedApi>
  /** Enables the rows in which the issuer fails while the API starts. */
  readonly failing?: Omit<ColdStarts, 'start'>
  /** Time limits for the API. */
  readonly limits?: Limits
  readonly onProgress?: (progress: { readonly row: string; readonly done: number; readonly of: number }) => void
}

/** @throws {TypeError} `fetch failed`, if the API does not answer in time */
export async function checkApi(options: ApiCheckOptions): Promise<readonly CheckResult[]> {
  const { target, mint, issuer, otherIssuer, start, failing, keys, limits = usualLimits } = options
  await using untrusted = await startUntrustedSigner()
  const now = () => Math.floor(Date.now() / 1000)
  const caller = createCaller(target, mint, { issuer, otherIssuer, scope: target.scope, now, untrusted })
  const results = await warmResults(caller, options)
  const counts = results.every(({ id, outcome }) => !id.startsWith(control.id) || outcome === 'passed')
  if (!counts) return results
  const recovery = limits.recovery + (keys?.refresh ?? 0)
  const cold = start && failing && { start, ...failing }
  return [...results, ...(await coldStartRows(caller, target, cold, { ...limits, recovery }))]
}

/**
 * The rows for a running API: the valid token first and last, the broken ones in between. The rows that change the keys come before the broken
 * ones, because a token with an unknown `kid` may use up the one early fetch of the JWKS that an API allows itself.
 */
async function warmResults(caller: Caller, options: ApiCheckOptions): Promise<readonly CheckResult[]> {
  const { target, keys, start, limits = usualLimits } = options
  await using _api = await start?.()
  const selected = rows
    .filter(({ needs }) => needs !== 'dpop' || target.scheme === 'DPoP')
    .map((row) => rowFor(row, target))
  const first = judged(control, await whenReady(caller, target, options.ready), target)
  if (first.outcome !== 'passed') return [first, ...selected.slice(1).map((row) => unreached(row, becauseOfControl))]
  const keyResults = await keyRows(caller, target, keys, limits)
  const attempts = await sendAll(selected.slice(1), caller, options)
  const results = [first, ...attempts.map(({ result }) => result)]
  const last = { ...judged(control, await answerOf(caller.call(control)), target), ...specialRows.controlAgain }
  if (last.outcome !== 'passed')
    return [
      withdrawn(first),
      ...attempts.map((attempt) => (isSilent(attempt) ? attempt.result : withdrawn(attempt.result))),
      last,
      ...keyResults,
    ]
  return [...results, last, challengeResult(attempts, target), ...keyResults]
}

interface Attempt extends Answered {
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
      if (performance.now() > until || !isUnanswered(error)) throw error
    }
    await pause(200)
  }
}

/** Whether no answer came for a reason that time may end. */
function isUnanswered(error: unknown): boolean {
  return error instanceof TypeError && error.message === 'fetch failed' && !isTlsError(error.cause)
}

function skipReason({ needs }: ApiRow, { organization }: ApiTarget, { requiresNonce }: Caller): string | undefined {
  if (needs === 'organization' && organization === undefined)
    return 'This row is for endpoints that depend on the organisation: set --organization.'
  if (needs === 'nonce' && !requiresNonce) return 'The API does not require a nonce.'
  return undefined
}
