/** Checks a client: runs it in every trial, and tells what came of each requirement. */
import { generateKeyPairSync } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject, Jwk, ProfileName, Tenancy } from 'helseid-contract/rules'
import pLimit from 'p-limit'
import { jwkThumbprint } from '../../keys/jwk-thumbprint.ts'
import { startTwin } from '../../twin/start.ts'
import type { CheckResult, Finding } from '../result.ts'
import type { App, AppSettings } from './app.ts'
import { judgeTrial, type Verdict } from './judge-trial.ts'
import { runTrial, type TrialSetting } from './run-trial.ts'
import type { Trial } from './trial.ts'
import { plainTrial, requirements, trials } from './trials.ts'

export interface ClientCheckOptions {
  /** What is started in each trial; undefined: it runs by itself, one trial after the other. */
  readonly app: App | undefined
  /** Default: `today`. */
  readonly profile?: ProfileName
  /** How the client is registered. Default: `none`. */
  readonly tenancy?: Tenancy
  /** Seconds that a run may take; where it runs by itself, from its first request on. Default: 30. */
  readonly timeLimit?: number
  /** Seconds within which a client that runs by itself is started. Default: 300. */
  readonly startWithin?: number
  /** How many run at a time. Default: four times as many as there are processors, for most of them wait; one where it runs by itself. */
  readonly parallel?: number
  /** Names of trials; default: all but those that differ in nothing that a client sees. */
  readonly only?: readonly string[]
  /** Those as well. */
  readonly all?: boolean
  /** Port of the twin. Default: any free one. */
  readonly port?: number
  readonly onServing?: (trial: Trial, settings: AppSettings) => void
  /** Told whenever a trial begins and ends. */
  readonly onProgress?: (progress: Progress) => void
}

export interface Progress {
  readonly trial: string
  readonly state: 'begun' | 'ended'
  /** How many have ended, of how many. */
  readonly done: number
  readonly of: number
}

export const defaults = { profile: 'today', tenancy: 'none', timeLimit: 30, startWithin: 300 } as const

/** @throws {TypeError} for a trial that there is none of */
export async function checkClient(options: ClientCheckOptions): Promise<readonly CheckResult[]> {
  const { app, port = 0, profile = defaults.profile, tenancy = defaults.tenancy } = options
  const chosen = chosenTrials(options)
  await using twin = await startTwin({ port })
  await using key = await clientKey()
  const setting = {
    ...options,
    ...key,
    twin,
    app,
    profile,
    tenancy,
    timeLimit: options.timeLimit ?? defaults.timeLimit,
    startWithin: options.startWithin ?? defaults.startWithin,
  }
  const judged = await runAll(chosen, setting, options)
  return results(chosen, judged)
}

/** The private key that the client is given, and a file of it that only its owner reads, for as long as it is needed. */
async function clientKey() {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
  const jwk: Jwk = { ...pair, kid: jwkThumbprint(pair as JsonObject) as string, alg: 'PS256', use: 'sig' }
  const folder = await mkdtemp(join(tmpdir(), 'helseid-check-'))
  const jwkFile = join(folder, 'client-key.json')
  await writeFile(jwkFile, JSON.stringify(jwk), { mode: 0o600 })
  const remove = () => rmSync(folder, { recursive: true, force: true })
  // A signal may end the process before anything is disposed of.
  process.once('exit', remove)
  return {
    jwk,
    jwkFile,
    async [Symbol.asyncDispose]() {
      process.off('exit', remove)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function chosenTrials({ only, all = false, app }: ClientCheckOptions): readonly Trial[] {
  const unknown = (only ?? []).filter((name) => !trials.some((trial) => trial.name === name))
  if (unknown.length > 0)
    throw new TypeError(`there is no trial ${unknown.join(', ')}: use ${trials.map(({ name }) => name).join(', ')}`)
  if (only !== undefined) return trials.filter((trial) => trial === plainTrial || only.includes(trial.name))
  if (app === undefined) return [plainTrial]
  return trials.filter(({ onlyIfAll }) => all || !onlyIfAll)
}

interface JudgedTrial {
  readonly verdicts: readonly Verdict[]
  readonly seconds: number
  /** What it asked for at all. */
  readonly endpoints: ReadonlySet<string | undefined>
}

type Judged = ReadonlyMap<string, JudgedTrial>

/** The plain trial first: where it does not succeed, the others would say the same. */
async function runAll(chosen: readonly Trial[], setting: TrialSetting, options: ClientCheckOptions): Promise<Judged> {
  const { parallel = options.app === undefined ? 1 : 4 * availableParallelism(), onProgress } = options
  const judged = new Map<string, JudgedTrial>()
  const report = (trial: string, state: Progress['state']) =>
    onProgress?.({ trial, state, done: judged.size, of: chosen.length })
  const run = async (trial: Trial) => {
    report(trial.name, 'begun')
    const seen = await runTrial(trial, setting)
    const endpoints = new Set(seen.requests.map(({ endpoint }) => endpoint))
    judged.set(trial.name, { verdicts: judgeTrial(trial, seen), seconds: seen.seconds, endpoints })
    report(trial.name, 'ended')
  }
  await run(plainTrial)
  const end = judged.get(plainTrial.name)?.verdicts.at(-1)
  if (end?.outcome !== 'passed') return judged
  const others = chosen.filter((trial) => trial !== plainTrial)
  await pLimit(parallel).map(
    others.toSorted((one, other) => Number(other.slow ?? false) - Number(one.slow ?? false)),
    run,
  )
  return judged
}

/** One result a requirement: the worst that any trial says of it. */
function results(chosen: readonly Trial[], judged: Judged): readonly CheckResult[] {
  const verdicts = [...judged.values()].flatMap((trial) => trial.verdicts)
  const ids = [...new Set([...verdicts.map(({ id }) => id)])]
  const reached = ids.map((id): CheckResult => {
    const seconds = judged.get(id)?.seconds
    const result = worstResult(verdicts.filter((verdict) => verdict.id === id))
    return { ...result, ...(seconds !== undefined && { seconds }) }
  })
  const [because = '', missing] = [
    'The plain calls do not succeed: see calls-succeed.',
    unreached(chosen, ids),
  ] as const
  const rest = missing.map(
    ({ id, group, requires, source }): CheckResult => ({
      id,
      group,
      requires,
      source,
      outcome: 'not reached',
      findings: [],
      because,
    }),
  )
  const all = [...reached, ...rest, ...overallResults(judged)]
  return groups.flatMap((group) => all.filter((result) => result.group === group))
}

const groups = ['behaviour', 'rules', 'API requests', 'scenarios']

/** The worst comes first. */
const ranks = ['failed', 'warned', 'passed', 'not reached'] as const

function worstResult(verdicts: readonly Verdict[]): CheckResult {
  const [worst] = verdicts.toSorted((one, other) => ranks.indexOf(one.outcome) - ranks.indexOf(other.outcome))
  if (worst === undefined) throw new Error('a requirement that no trial judges')
  const { finding: _finding, because, ...result } = worst
  const findings = verdicts.flatMap(({ finding }): Finding[] => (finding === undefined ? [] : [finding]))
  return { ...result, findings, ...(because !== undefined && { because }) }
}

function unreached(chosen: readonly Trial[], ids: readonly string[]) {
  const ofTrials = chosen.map((trial) => ({
    ...trial,
    id: trial.name,
    group: trial.uses.length === 0 ? 'behaviour' : 'scenarios',
  }))
  const judgedRequirements = new Set(chosen.flatMap(({ looksAt }) => looksAt))
  const ofRequirements = requirements
    .filter((requirement) => judgedRequirements.has(requirement))
    .map((requirement) => ({ ...requirement, group: 'behaviour' }))
  return [...ofRequirements, ...ofTrials].filter(({ id }) => !ids.includes(id))
}

/** Said once where nothing of the kind was broken. */
function overallResults(judged: Judged): CheckResult[] {
  const all = [...judged.values()]
  const whole = [
    {
      group: 'rules',
      id: 'rules',
      endpoint: 'token',
      requires: 'Every token request keeps all rules',
      source: 'docs/rules.md',
    },
    {
      group: 'API requests',
      id: 'api-requests',
      endpoint: 'api',
      requires: 'Every request to the API has a good token and a good proof',
      source: 'RFC 9449 4.3, 7.1; UP:validering_av_access_token',
    },
  ] as const
  return whole
    .filter(({ group }) => !all.some(({ verdicts }) => verdicts.some((verdict) => verdict.group === group)))
    .map(({ endpoint, ...result }) =>
      all.some(({ endpoints }) => endpoints.has(endpoint))
        ? { ...result, outcome: 'passed', findings: [] }
        : { ...result, outcome: 'not reached', findings: [], because: 'It sent no such request.' },
    )
}
