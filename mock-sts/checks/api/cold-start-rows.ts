/** The rows for which the API is started anew while the issuer's keys or metadata are not to be had: it must fail closed, and recover. */
import { setTimeout as pause } from 'node:timers/promises'
import type { CheckResult, Finding } from '../result.ts'
import type { ApiTarget, Caller } from './caller.ts'
import type { Limits } from './limits.ts'
import { control } from './rows.ts'

/** What it takes: an API that can be started, and an issuer that can be made to fail. */
export interface ColdStarts {
  /** Starts the API; disposing ends it. */
  readonly start: () => Promise<AsyncDisposable>
  /** Lets a scenario act at the issuer. */
  readonly use: (scenario: string, parameters?: Readonly<Record<string, number>>) => Promise<void>
  /** No scenario acts any more. */
  readonly clear: () => Promise<void>
  /** Whether somebody has read the metadata since a scenario acts. */
  readonly metadataRead: () => boolean
}

const about = {
  D29: {
    id: 'D29',
    group: 'keys',
    requires: 'Started while the JWKS cannot be had: no success, and an answer within 10 s; success once it is well',
    source: 'cases D29: fail closed',
  },
  D30: {
    id: 'D30',
    group: 'keys',
    requires: 'Started while the metadata is another issuer’s: no success',
    source: 'RFC 8414 3.3',
  },
} as const

const scenariosOf = {
  D29: ['jwks-unreachable', 'jwks-slow', 'jwks-empty', 'jwks-html'],
  D30: ['metadata-wrong-issuer'],
} as const

export async function coldStartRows(
  caller: Caller,
  target: ApiTarget,
  cold: ColdStarts | undefined,
  limits: Limits,
): Promise<CheckResult[]> {
  if (cold === undefined) {
    const because =
      'The API must be started anew, and the issuer’s documents change: ask for it by --keys with --command.'
    return Object.values(about).map((row) => ({ ...row, outcome: 'not reached', findings: [], because }))
  }
  const results: CheckResult[] = []
  for (const id of ['D29', 'D30'] as const) {
    const started = performance.now()
    const findings: Finding[] = []
    for (const scenario of scenariosOf[id])
      findings.push(...(await coldStart(scenario, { caller, target, cold, limits })))
    const seconds = (performance.now() - started) / 1000
    if (id === 'D30' && findings.some(({ seen }) => seen === metadataUnread)) {
      results.push({ ...about.D30, outcome: 'not reached', findings: [], because: metadataUnread, seconds })
      continue
    }
    results.push({ ...about[id], outcome: findings.length === 0 ? 'passed' : 'failed', findings, seconds })
  }
  return results
}

/** An API may be told the address of the JWKS itself. */
const metadataUnread = 'The API does not read the metadata.'

interface Run {
  readonly caller: Caller
  readonly target: ApiTarget
  readonly cold: ColdStarts
  readonly limits: Limits
}

async function coldStart(scenario: string, { caller, target, cold, limits }: Run): Promise<Finding[]> {
  // Longer than an API may take to refuse.
  await cold.use(scenario, scenario === 'jwks-slow' ? { seconds: limits.refusal + 5 } : undefined)
  await using _api = await cold.start()
  const first = await firstAnswer(caller, limits)
  const isForeign = scenario === 'metadata-wrong-issuer'
  const isMetadataUnread = isForeign && !cold.metadataRead()
  await cold.clear()
  if (isMetadataUnread) return [{ seen: metadataUnread }]
  const where = scenario
  const findings: Finding[] = []
  if (first === 'no answer')
    findings.push({
      where,
      expected: `an answer within ${limits.refusal} s`,
      seen: 'none',
      fix: 'Bound the time in which the keys are read, and refuse until they can be had',
    })
  if (typeof first === 'number' && first >= 200 && first < 300)
    findings.push({
      where,
      expected: 'any status but 2xx',
      seen: String(first),
      fix: isForeign
        ? 'Compare issuer in the metadata with the issuer that the API was told, and refuse where they differ'
        : 'Refuse what cannot be verified',
    })
  const until = performance.now() + limits.recovery * 1000
  while (performance.now() < until) {
    if ((await answerWithin(caller, limits.refusal)) === target.status) return findings
    await pause(500)
  }
  const fix = 'Read metadata and JWKS again when the first reading failed'
  const expected = `${target.status} within ${limits.recovery} s of recovery`
  return [...findings, { where, expected, seen: 'a refusal', fix }]
}

type Answer = number | 'no answer' | 'not up'

/** What an API answers that is starting. One that does not come up at all gives no success either. */
async function firstAnswer(caller: Caller, limits: Limits): Promise<Answer> {
  const until = performance.now() + limits.start * 1000
  let answer: Answer = 'not up'
  while (answer === 'not up' && performance.now() < until) {
    answer = await answerWithin(caller, limits.refusal)
    if (answer === 'not up') await pause(200)
  }
  return answer
}

async function answerWithin(caller: Caller, seconds: number): Promise<Answer> {
  const stop = new AbortController()
  const late = pause(seconds * 1000, 'no answer' as const, { signal: stop.signal, ref: false })
  // Ends with the answer: nobody waits for it then.
  late.catch(() => undefined)
  try {
    return await Promise.race([statusOf(caller), late])
  } finally {
    stop.abort()
  }
}

async function statusOf(caller: Caller): Promise<Answer> {
  try {
    const { status = 'no answer' } = await caller.call(control)
    return status
  } catch (error) {
    if (!(error instanceof TypeError) || error.message !== 'fetch failed') throw error
    // The operating system says that nobody is there; who is there and silent has no code.
    return (error.cause as NodeJS.ErrnoException).code === undefined ? 'no answer' : 'not up'
  }
}
