/** The rows for which the API is started anew while the issuer's keys or metadata are not to be had: it must fail closed, and recover. */
import { setTimeout as pause } from 'node:timers/promises'
import type { CheckResult, Finding } from '../result.ts'
import type { ApiTarget, Caller } from './caller.ts'
import { control } from './rows.ts'

/** What it takes: an API that can be started, and an issuer that can be made to fail. */
export interface ColdStarts {
  /** Starts the API; disposing ends it. */
  readonly start: () => AsyncDisposable
  /** Lets a scenario act at the issuer. */
  readonly use: (scenario: string, parameters?: Readonly<Record<string, number>>) => Promise<void>
  /** No scenario acts any more. */
  readonly clear: () => Promise<void>
  /** Whether somebody has read the metadata since a scenario acts. */
  readonly metadataRead: () => boolean
}

/** How long an API may take to refuse, and then to recover, in seconds. */
const within = { refusal: 10, recovery: 60 } as const

const about = {
  D29: {
    id: 'D29',
    group: 'keys',
    demands: 'Started while the JWKS cannot be had: no success within 10 s, and success once it is well',
    source: 'cases D29: fail closed',
  },
  D30: {
    id: 'D30',
    group: 'keys',
    demands: 'Started while the metadata is another issuer’s: no success',
    source: 'RFC 8414 3.3',
  },
} as const

const scenariosOf = {
  D29: ['jwks-unreachable', 'jwks-slow', 'jwks-empty', 'jwks-html'],
  D30: ['metadata-wrong-issuer'],
} as const

export async function coldRows(
  caller: Caller,
  target: ApiTarget,
  cold: ColdStarts | undefined,
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
    for (const scenario of scenariosOf[id]) findings.push(...(await coldStart(scenario, { caller, target, cold })))
    const seconds = (performance.now() - started) / 1000
    if (id === 'D30' && findings.some(({ seen }) => seen === unread)) {
      results.push({ ...about.D30, outcome: 'not reached', findings: [], because: unread, seconds })
      continue
    }
    results.push({ ...about[id], outcome: findings.length === 0 ? 'passed' : 'failed', findings, seconds })
  }
  return results
}

/** An API may be told the address of the JWKS itself. */
const unread = 'The API does not read the metadata.'

interface Run {
  readonly caller: Caller
  readonly target: ApiTarget
  readonly cold: ColdStarts
}

async function coldStart(scenario: string, { caller, target, cold }: Run): Promise<Finding[]> {
  // Longer than an API may take to refuse.
  await cold.use(scenario, scenario === 'jwks-slow' ? { seconds: within.refusal + 5 } : undefined)
  await using _api = cold.start()
  const refused = await statusOnceUp(caller, within.refusal)
  const isUnread = scenario === 'metadata-wrong-issuer' && !cold.metadataRead()
  await cold.clear()
  if (isUnread) return [{ seen: unread }]
  if (refused === target.status)
    return [
      {
        where: scenario,
        expected: 'any status but 2xx',
        seen: String(refused),
        mend: 'Refuse what cannot be verified',
      },
    ]
  const until = performance.now() + within.recovery * 1000
  while (performance.now() < until) {
    if ((await statusOf(caller)) === target.status) return []
    await pause(500)
  }
  const mend = 'Read metadata and JWKS again when the first reading failed'
  return [
    { where: scenario, expected: `${target.status} within ${within.recovery} s of recovery`, seen: 'a refusal', mend },
  ]
}

/** The first answer of an API that is starting; undefined where it did not come up, which is no success either. */
async function statusOnceUp(caller: Caller, seconds: number): Promise<number | undefined> {
  const until = performance.now() + seconds * 1000
  while (performance.now() < until) {
    const status = await statusOf(caller)
    if (status !== undefined) return status
    await pause(200)
  }
  return undefined
}

async function statusOf(caller: Caller): Promise<number | undefined> {
  try {
    return (await caller.call(control)).status
  } catch (error) {
    if (error instanceof TypeError && error.message === 'fetch failed') return undefined
    throw error
  }
}
