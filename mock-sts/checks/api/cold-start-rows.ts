/** The rows that restart the API while the issuer's keys or metadata are unavailable: it must fail closed, and recover. */
import { setTimeout as pause } from 'node:timers/promises'
import type { CheckResult, Finding } from '../result.ts'
import type { ApiTarget, Caller } from './caller.ts'
import type { Limits } from './limits.ts'
import { control } from './rows.ts'

/** What these rows need: an API that can be started, and an issuer that can be made to fail. */
export interface ColdStarts {
  /** Starts the API; disposing stops it. */
  readonly start: () => Promise<AsyncDisposable>
  /** Activates a scenario at the issuer. */
  readonly use: (scenario: string, parameters?: Readonly<Record<string, number>>) => Promise<void>
  /** Clears all scenarios. */
  readonly clear: () => Promise<void>
  /** Whether the metadata has been fetched since the scenario was activated. */
  readonly metadataRead: () => boolean
}

const about = {
  D29: {
    id: 'D29',
    group: 'keys',
    requires: 'Started while the JWKS is unavailable: refuses within 10 s, and succeeds once the JWKS is available',
    source: 'case D29: fail closed',
  },
  D30: {
    id: 'D30',
    group: 'keys',
    requires: 'Started while the metadata names another issuer: does not succeed',
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
    const because = 'This row restarts the API and changes the issuer’s documents: enable it with --keys and --command.'
    return Object.values(about).map((row) => ({
      ...row,
      outcome: 'not reached',
      findings: [],
      because,
      required: false,
    }))
  }
  const results: CheckResult[] = []
  for (const id of ['D29', 'D30'] as const) {
    const started = performance.now()
    const findings: Finding[] = []
    for (const scenario of scenariosOf[id])
      findings.push(...(await coldStart(scenario, { caller, target, cold, limits })))
    const seconds = (performance.now() - started) / 1000
    if (id === 'D30' && findings.some(({ seen }) => seen === metadataUnread)) {
      results.push({
        ...about.D30,
        outcome: 'not reached',
        findings: [],
        because: metadataUnread,
        required: false,
        seconds,
      })
      continue
    }
    results.push({ ...about[id], outcome: findings.length === 0 ? 'passed' : 'failed', findings, seconds })
  }
  return results
}

/** Allowed, because an API may be configured with the URL of the JWKS itself. */
const metadataUnread = 'The API does not read the metadata.'

interface Run {
  readonly caller: Caller
  readonly target: ApiTarget
  readonly cold: ColdStarts
  readonly limits: Limits
}

async function coldStart(scenario: string, { caller, target, cold, limits }: Run): Promise<Finding[]> {
  // Longer than the time limit for a refusal.
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
      fix: 'Set a timeout on fetching the keys, and refuse until they are available',
    })
  if (typeof first === 'number' && first >= 200 && first < 300)
    findings.push({
      where,
      expected: 'any status except 2xx',
      seen: String(first),
      fix: isForeign
        ? 'Compare issuer in the metadata with the configured issuer, and refuse if they differ'
        : 'Refuse tokens that cannot be verified',
    })
  const until = performance.now() + limits.recovery * 1000
  while (performance.now() < until) {
    if ((await answerWithin(caller, limits.refusal)) === target.status) return findings
    await pause(500)
  }
  const fix = 'Fetch metadata and JWKS again if the first attempt failed'
  const expected = `${target.status} within ${limits.recovery} s of recovery`
  return [...findings, { where, expected, seen: 'a refusal', fix }]
}

type Answer = number | 'no answer' | 'not up'

/** The first answer of an API that is starting. An API that does not come up counts as not succeeding. */
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
  // Aborted after the answer, when nothing awaits it any more.
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
    // The operating system reports a refused connection with a code; an API that accepts it and stays silent has none.
    return (error.cause as NodeJS.ErrnoException).code === undefined ? 'no answer' : 'not up'
  }
}
