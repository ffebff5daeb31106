/** Checks a client: runs it in every trial and reports the result for each requirement. */
import { generateKeyPairSync } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { canonicalKey, type Jwk, type ProfileName, type Tenancy } from 'helseid-contract/rules'
import pLimit from 'p-limit'
import { closest } from '../../http/closest.ts'
import type { CheckResult, Finding } from '../result.ts'
import type { App, AppSettings } from './app.ts'
import { causesIn, judgeTrial, type Verdict } from './judge-trial.ts'
import type { Observation } from './observation.ts'
import { outputTail } from './output-tail.ts'
import { runTrial, type TrialSetting } from './run-trial.ts'
import type { Trial } from './trial.ts'
import { createTrialHost, type HostOptions, type TrialHost } from './trial-host.ts'
import { bearerTrials, plainTrial, requirements, trials } from './trials.ts'

export interface ClientCheckOptions extends HostOptions {
  /** Starts the client in each trial; undefined: the client is started separately, one trial after the other. */
  readonly app: App | undefined
  /** Default: `today`. */
  readonly profile?: ProfileName
  /** How the client is registered. Default: `none`. */
  readonly tenancy?: Tenancy
  /** The client uses Bearer tokens, and the API requires them. Default: DPoP. */
  readonly bearer?: boolean
  /** Time limit of a run in seconds; for a client that is started separately, from its first request. Default: 130. */
  readonly timeLimit?: number
  /** How long to wait for a client that is started separately, in seconds. Default: 300. */
  readonly startWithin?: number
  /**
   * How many trials run at a time. Default: four for each processor, because most of them wait; one if the client is started
   * separately. At a real hostname always one.
   */
  readonly parallel?: number
  /** Names of trials. Default: all except those that a client cannot tell apart from others. */
  readonly only?: readonly string[]
  /** Also runs the trials that a client cannot tell apart from others. */
  readonly all?: boolean
  readonly onServing?: (trial: Trial, settings: AppSettings) => void
  /** Called when a trial begins and when it ends. */
  readonly onProgress?: (progress: Progress) => void
}

export interface Progress {
  readonly trial: string
  readonly state: 'begun' | 'ended'
  /** How many trials have ended, of how many in total. */
  readonly done: number
  readonly of: number
}

/** The time limit is longer than that of HttpClient, 100 s, so that a client may end by the limit of its platform. */
export const defaults = { profile: 'today', tenancy: 'none', timeLimit: 130, startWithin: 300 } as const

/** @throws {TypeError} for an unknown trial, one that the client cannot be in, or a command that cannot be started */
export async function checkClient(options: ClientCheckOptions): Promise<readonly CheckResult[]> {
  const { app, profile = defaults.profile, tenancy = defaults.tenancy } = options
  const chosen = chosenTrials(options)
  await using trialHost = await createTrialHost(hostOptionsOf(options))
  await using key = await clientFiles(trialHost)
  const setting = {
    ...options,
    ...key,
    trialHost,
    app,
    profile,
    tenancy,
    bearer: options.bearer ?? false,
    timeLimit: options.timeLimit ?? defaults.timeLimit,
    startWithin: options.startWithin ?? defaults.startWithin,
  }
  const judged = await runAll(chosen, setting, options)
  return results(chosen, judged)
}

function hostOptionsOf({ issuer, port, host, tls, tlsCa }: ClientCheckOptions): HostOptions {
  const given = Object.entries({ issuer, port, host, tls, tlsCa }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given)
}

/** The client's private key, a file with it that only its owner can read, and the CA's certificate; they exist until they are disposed. */
async function clientFiles({ caCertificate }: TrialHost) {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
  const jwk: Jwk = { ...pair, kid: canonicalKey(pair).thumbprint, alg: 'PS256', use: 'sig' }
  const folder = await mkdtemp(join(tmpdir(), 'helseid-check-'))
  const jwkFile = join(folder, 'client-key.json')
  await writeFile(jwkFile, JSON.stringify(jwk), { mode: 0o600 })
  const caFile = caCertificate === undefined ? undefined : join(folder, 'ca.pem')
  if (caFile !== undefined && caCertificate !== undefined) await writeFile(caFile, caCertificate)
  const remove = () => rmSync(folder, { recursive: true, force: true })
  // A signal may end the process before anything is disposed.
  process.once('exit', remove)
  return {
    jwk,
    jwkFile,
    caFile,
    async [Symbol.asyncDispose]() {
      process.off('exit', remove)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function chosenTrials({ only, all = false, app, bearer = false, ...options }: ClientCheckOptions): readonly Trial[] {
  const { tenancy = defaults.tenancy } = options
  const possible = bearer ? bearerTrials : trials
  const unknown = (only ?? []).filter((name) => !possible.some((trial) => trial.name === name))
  if (unknown.length > 0) {
    const kind = bearer ? ' for a client that uses Bearer tokens' : ''
    const names = possible.map(({ name }) => name)
    // A trial that exists for other clients is not misspelt.
    const misspelt = unknown.filter((name) => !trials.some((trial) => trial.name === name))
    const meant = misspelt.flatMap((name) => closest(name, names) ?? [])
    const hint = meant.length === unknown.length ? `; did you mean ${meant.join(', ')}?` : `: use ${names.join(', ')}`
    throw new TypeError(`unknown trial${kind} ${unknown.join(', ')}${hint}`)
  }
  if (only !== undefined) return possible.filter(({ name }) => name === plainTrial.name || only.includes(name))
  if (app === undefined) return possible.filter(({ name }) => name === plainTrial.name)
  return possible
    .filter(({ onlyFor }) => onlyFor === undefined || onlyFor === tenancy)
    .filter(({ onlyIfAll }) => all || !onlyIfAll)
}

interface JudgedTrial {
  readonly verdicts: readonly Verdict[]
  readonly seconds: number
  /** The endpoints it called. */
  readonly endpoints: ReadonlySet<string | undefined>
}

type Judged = ReadonlyMap<string, JudgedTrial>

/** Runs the plain trial first: if it fails, all others would fail for the same reason. */
async function runAll(chosen: readonly Trial[], setting: TrialSetting, options: ClientCheckOptions): Promise<Judged> {
  const { app, issuer, onProgress } = options
  const { parallel = app === undefined ? 1 : 4 * availableParallelism() } =
    issuer === undefined ? options : { parallel: 1 }
  const judged = new Map<string, JudgedTrial>()
  const report = (trial: string, state: Progress['state']) =>
    onProgress?.({ trial, state, done: judged.size, of: chosen.length })
  const run = async (trial: Trial) => {
    report(trial.name, 'begun')
    const seen = await runTrial(trial, setting)
    if (trial === chosen[0]) requireStart(seen)
    const endpoints = new Set(seen.requests.map(({ endpoint }) => endpoint))
    judged.set(trial.name, { verdicts: judgeTrial(trial, seen, setting.tenancy), seconds: seen.seconds, endpoints })
    report(trial.name, 'ended')
  }
  const [plain = plainTrial, ...others] = chosen
  await run(plain)
  const end = judged.get(plainTrial.name)?.verdicts.at(-1)
  if (end?.outcome !== 'passed') return judged
  await pLimit(parallel).map(
    others.toSorted((one, other) => Number(other.slow ?? false) - Number(one.slow ?? false)),
    run,
  )
  return judged
}

/** One result for each requirement: the worst of all trials. */
function results(chosen: readonly Trial[], judged: Judged): readonly CheckResult[] {
  // In the order of the trials, whichever ended first.
  const verdicts = chosen.flatMap(({ name }) => judged.get(name)?.verdicts ?? [])
  const ids = [...new Set([...verdicts.map(({ id }) => id)])]
  const reached = ids.map((id): CheckResult => {
    const seconds = judged.get(id)?.seconds
    const result = worstResult(verdicts.filter((verdict) => verdict.id === id))
    return { ...result, ...(seconds !== undefined && { seconds }) }
  })
  const because = becauseOfPlain(judged)
  const rest = unreached(chosen, ids).map(
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

/**
 * How a shell ends if it does not find a command (127), or may not execute it (126).
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_08_02
 */
const notStarted: readonly unknown[] = [126, 127]

function requireStart({ exitCode, requests, output }: Observation): void {
  if (requests.length === 0 && notStarted.includes(exitCode))
    throw new TypeError(`the command cannot be started: ${outputTail(output)}`)
}

/** Why nothing but the plain trial ran: the failures to fix first. */
function becauseOfPlain(judged: Judged): string {
  const found = judged.get(plainTrial.name)?.verdicts ?? []
  const causes = causesIn(plainTrial, found.slice(0, -1))
  const first = causes.length === 0 ? plainTrial.name : causes.join(', ')
  return `Did not run, because the plain trial comes first and does not succeed: fix ${first}.`
}

const groups = ['behaviour', 'rules', 'API requests', 'scenarios']

/** The worst comes first. */
const ranks = ['failed', 'warned', 'passed', 'not reached'] as const

function worstResult(verdicts: readonly Verdict[]): CheckResult {
  const [worst] = verdicts.toSorted((one, other) => ranks.indexOf(one.outcome) - ranks.indexOf(other.outcome))
  if (worst === undefined) throw new Error('no trial judges this requirement')
  const { finding: _finding, because, required: _required, ...result } = worst
  const findings = verdicts.flatMap(({ finding }): Finding[] => (finding === undefined ? [] : [finding]))
  const isRequired = verdicts.some(({ required }) => required !== false)
  return {
    ...result,
    findings,
    ...(because !== undefined && { because }),
    ...(result.outcome === 'not reached' && !isRequired && { required: false }),
  }
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

/** The results for rules and API requests as a whole, if no single one was broken. */
function overallResults(judged: Judged): CheckResult[] {
  const all = [...judged.values()]
  const whole = [
    {
      group: 'rules',
      id: 'rules',
      endpoint: 'token',
      name: 'token endpoint',
      requires: 'Every token request follows all rules',
      source: 'docs/rules.md',
    },
    {
      group: 'API requests',
      id: 'api-requests',
      endpoint: 'api',
      name: 'API',
      requires: 'Every request to the API has a valid token and a valid proof',
      source: 'RFC 9449 4.3, 7.1; UP:validering_av_access_token',
    },
  ] as const
  return whole
    .filter(({ group }) => !all.some(({ verdicts }) => verdicts.some((verdict) => verdict.group === group)))
    .map(({ endpoint, name, ...result }) =>
      all.some(({ endpoints }) => endpoints.has(endpoint))
        ? { ...result, outcome: 'passed', findings: [] }
        : { ...result, outcome: 'not reached', findings: [], because: `The client sent no request to the ${name}.` },
    )
}
