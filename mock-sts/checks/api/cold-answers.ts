/** How an API answers a valid request while it starts, and whether it succeeds in the end. */
import { setTimeout as pause } from 'node:timers/promises'
import type { ApiTarget, Caller } from './caller.ts'
import type { StartedApi } from './cold-start-rows.ts'
import type { Limits } from './limits.ts'
import { control } from './rows.ts'

export type ColdAnswer = number | 'no answer' | 'not up'

/** The first answer of an API that is starting. An API that does not come up, or has ended, counts as not succeeding. */
export async function firstAnswer(caller: Caller, limits: Limits, { hasEnded }: StartedApi): Promise<ColdAnswer> {
  const until = performance.now() + limits.start * 1000
  let answer: ColdAnswer = 'not up'
  while (answer === 'not up' && performance.now() < until && !hasEnded?.()) {
    answer = await answerWithin(caller, limits.refusal)
    if (answer === 'not up') await pause(200)
  }
  return answer
}

/** Whether a valid request succeeds within the time limit for recovery. */
export async function recovers(caller: Caller, target: ApiTarget, limits: Limits): Promise<boolean> {
  const until = performance.now() + limits.recovery * 1000
  while (performance.now() < until) {
    if ((await answerWithin(caller, limits.refusal)) === target.status) return true
    await pause(500)
  }
  return false
}

async function answerWithin(caller: Caller, seconds: number): Promise<ColdAnswer> {
  const stop = new AbortController()
  const late = pause(seconds * 1000, 'no answer' as const, { signal: stop.signal, ref: false })
  // Aborted after the answer, when nothing awaits it any more.
  late.catch(() => undefined)
  try {
    return await Promise.race([statusOf(caller), late])
  } finally {
    stop.abort()
  }
}

async function statusOf(caller: Caller): Promise<ColdAnswer> {
  try {
    const { status = 'no answer' } = await caller.call(control)
    return status
  } catch (error) {
    if (!(error instanceof TypeError) || error.message !== 'fetch failed') throw error
    // The operating system reports a refused connection with a code; an API that accepts it and stays silent has none.
    return (error.cause as NodeJS.ErrnoException).code === undefined ? 'no answer' : 'not up'
  }
}
