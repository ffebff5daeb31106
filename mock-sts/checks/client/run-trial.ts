/** Runs a trial: creates its twin, runs the client once, and returns what was observed. */
import { setTimeout as pause } from 'node:timers/promises'
import { type StsName, sampleApi } from 'helseid-contract'
import { type Jwk, type ProfileName, publicJwk, type Tenancy } from 'helseid-contract/rules'
import type { ClientRegistration } from '../../clients/registration.ts'
import type { LogEvent } from '../../journal/log.ts'
import { retireFormer } from '../../keys/key-changes.ts'
import { requireScenario } from '../../scenarios/index.ts'
import type { App, AppEnd, AppSettings } from './app.ts'
import type { ApiRefusal, Observation, SeenRequest } from './observation.ts'
import type { Trial } from './trial.ts'
import type { TrialHost, TrialTwin } from './trial-host.ts'

export interface TrialSetting {
  readonly trialHost: TrialHost
  readonly jwk: Jwk
  readonly jwkFile: string
  readonly caFile: string | undefined
  readonly profile: ProfileName
  readonly tenancy: Tenancy
  readonly bearer: boolean
  /** Stops the client after this many seconds; if it is started separately, they are counted from its first request. */
  readonly timeLimit: number
  /** How long to wait for a client that is started separately, in seconds. */
  readonly startWithin: number
  /** Undefined: the client is started separately, with the settings passed to `onServing`. */
  readonly app: App | undefined
  readonly onServing?: (trial: Trial, settings: AppSettings) => void
}

/** A client that sends more requests is in a loop, and is stopped. */
const maxRequests = 30

/** A client that is started separately has ended once it has made its calls and sent nothing for this long, in milliseconds. */
const quietPeriod = 2000

const pollInterval = 25
/** A scope of the client that HelseID withholds, and one that does not exist. */
const secondScopes = { withheld: `${sampleApi.audience}/second`, unknown: `${sampleApi.audience}/unknown` } as const
const clientId = 'check-client'

export async function runTrial(trial: Trial, setting: TrialSetting): Promise<Observation> {
  const refusals: ApiRefusal[] = []
  const log = ({ fields, message }: LogEvent) => {
    // A refusal without a code comes from a scenario.
    if (fields.event !== 'nhn-api' || fields.code === undefined) return
    refusals.push({ code: String(fields.code), message: message.slice(message.indexOf(': ') + 2) })
  }
  const { sts } = setting.trialHost
  await using session = await setting.trialHost.open({
    profile: setting.profile,
    clients: [registration(setting)],
    apis: [{ audience: sampleApi.audience, requireDpop: !setting.bearer }],
    log,
  })
  for (const { scenario, use } of trial.uses) await session.use(scenario, use)
  // Prepares the key now, so that no request of the client has to wait for it.
  if (changesKeys(trial)) await session.keys(sts).prepare()
  const settings = settingsFor(trial, session, setting)
  const started = performance.now()
  const { app, end, newKid, stoppedAt = performance.now() } = await watched(trial, settings, session, setting)
  return {
    settings,
    requests: await settledRequests(trial, session),
    refusals,
    ended: end,
    output: app.output,
    // Excludes the time the client takes to end after it was instructed to stop.
    seconds: (stoppedAt - started) / 1000,
    ...(app.code !== undefined && { exitCode: app.code }),
    ...(newKid !== undefined && { newKid }),
  }
}

function changesKeys({ rotatesKeys, uses }: Trial): boolean {
  return rotatesKeys !== undefined || uses.some(({ scenario }) => requireScenario(scenario).act.at === 'keys')
}

function registration({ jwk, tenancy, bearer }: TrialSetting): ClientRegistration {
  const organizations = {
    none: {},
    'single-tenant': { parent: '994598759', children: ['983658725'] },
    'multi-tenant': { supplier: '889640782' },
  } as const
  // Without alg the key fits any algorithm; the rules judge the one that was used.
  const { alg: _alg, ...key } = publicJwk(jwk)
  return {
    clientId,
    jwks: { keys: [key] },
    scopes: [sampleApi.scope, secondScopes.withheld],
    tenancy,
    requireDpop: !bearer,
    ...organizations[tenancy],
  }
}

function settingsFor(trial: Trial, session: TrialTwin, { jwk, jwkFile, caFile, trialHost }: TrialSetting): AppSettings {
  const { issuer, api } = trialHost.addresses(session)
  return {
    issuer,
    clientId,
    jwk,
    jwkFile,
    scope: [sampleApi.scope, ...(trial.secondScope === undefined ? [] : [secondScopes[trial.secondScope]])].join(' '),
    apiUrl: `${api}/hello${trial.apiQuery ?? ''}`,
    calls: trial.calls,
    ...(caFile !== undefined && { caFile }),
  }
}

interface Watched {
  readonly app: AppEnd
  readonly end: Observation['ended']
  readonly newKid?: string | undefined
  /** When it was instructed to stop, in milliseconds; absent if it ended by itself. */
  readonly stoppedAt?: number | undefined
}

async function watched(
  trial: Trial,
  settings: AppSettings,
  session: TrialTwin,
  { app, timeLimit, startWithin, onServing, trialHost }: TrialSetting,
): Promise<Watched> {
  const ended = new AbortController()
  const stop = new AbortController()
  let why: Observation['ended'] = app === undefined ? 'unknown' : 'by itself'
  let stoppedAt: number | undefined
  stop.signal.addEventListener('abort', () => {
    stoppedAt = performance.now()
  })
  const expire = () => {
    why = app === undefined ? 'unfinished' : 'time limit'
    stop.abort()
  }
  let limit = setTimeout(expire, (app === undefined ? startWithin : timeLimit) * 1000)
  let isBegun = app !== undefined
  const loops = every(ended.signal, () => {
    const made = count(session)
    if (!isBegun && made > 0) {
      isBegun = true
      clearTimeout(limit)
      limit = setTimeout(expire, timeLimit * 1000)
    }
    if (made <= maxRequests) return
    why = 'too many requests'
    stop.abort()
  })
  const rotation = trial.rotatesKeys && rotate(session, trialHost.sts, ended.signal, trial.rotatesKeys)
  onServing?.(trial, settings)
  try {
    const end = app === undefined ? await untilQuiet(session, settings, stop.signal) : await app(settings, stop.signal)
    ended.abort()
    await loops
    return { app: end, end: why, newKid: await rotation, stoppedAt }
  } finally {
    clearTimeout(limit)
    ended.abort()
  }
}

async function every(until: AbortSignal, look: () => void): Promise<void> {
  while (!until.aborted) {
    look()
    await pause(pollInterval)
  }
}

/** How long after the first call of the API the key changes, in milliseconds: leaves the API time to judge the token. */
const changeAfter = 1000

/** Changes the key while the API answers the first call, which it does late; resolves with the new `kid`. */
async function rotate(
  session: TrialTwin,
  sts: StsName,
  until: AbortSignal,
  former: 'keep' | 'retire',
): Promise<string | undefined> {
  const issued = () => session.requests.filter(({ status, error }) => status === 200 && error === undefined).length
  while (issued() === 0 || !(await hasActed(session))) {
    if (until.aborted) return undefined
    await pause(pollInterval)
  }
  await pause(changeAfter)
  if (until.aborted) return undefined
  const keys = session.keys(sts)
  const kid = await keys.publish()
  await keys.activate(kid)
  // On a busy machine the former key may have signed the second token already: it then stays.
  if (former === 'retire' && issued() === 1) await retireFormer(keys)
  return kid
}

async function untilQuiet(session: TrialTwin, { calls }: AppSettings, stop: AbortSignal): Promise<AppEnd> {
  let seen = 0
  let since = performance.now()
  while (!stop.aborted) {
    await pause(pollInterval)
    const now = count(session)
    if (now !== seen) since = performance.now()
    seen = now
    const isQuiet = performance.now() - since > quietPeriod
    if (isQuiet && (session.requestsTo('api').length >= calls || isFinalRefusal(session))) break
  }
  return { output: '' }
}

/** Whether the last answer is an error that a client cannot recover from, so that no more requests will follow. */
function isFinalRefusal({ requests }: TrialTwin): boolean {
  const error = requests.at(-1)?.error
  return error !== undefined && error !== 'use_dpop_nonce'
}

function count(session: TrialTwin): number {
  return session.requests.length + session.requestsTo('api').length + session.requestsTo('metadata').length
}

/** Whether the API is late with an answer, or was. */
async function hasActed(session: TrialTwin): Promise<boolean> {
  const { inUse, ended } = (await ask(session, '/scenarios')) as Record<'inUse' | 'ended', UseCount[]>
  return [...inUse, ...ended].some(({ sequence, acted }) => sequence.includes('api-slow-answer') && acted > 0)
}

interface UseCount {
  readonly sequence: readonly (string | null)[]
  readonly acted: number
}

/**
 * The requests, also one that the client left before it was answered: the twin records it once it has noticed that. How often it looks
 * counts, not for how long, so that a busy machine notices too.
 */
async function settledRequests({ uses }: Trial, session: TrialTwin): Promise<SeenRequest[]> {
  for (let looks = 0; ; looks++) {
    const requests = await requestsOf(session)
    const isSettled = uses.length === 0 || requests.some(({ scenario }) => scenario !== undefined)
    if (isSettled || looks === 10) return requests
    await pause(pollInterval)
  }
}

/** The requests as recorded in the journal, in the order they came. */
async function requestsOf(session: TrialTwin): Promise<SeenRequest[]> {
  const { requests } = (await ask(session, '/requests?endpoint=any')) as { requests: { id: string }[] }
  return Promise.all(
    requests.map(async ({ id }) => {
      const { received, ...entry } = (await ask(session, `/requests/${id}`)) as SeenRequest & { received: SeenRequest }
      return { ...entry, headers: received.headers, requestLine: received.requestLine }
    }),
  )
}

/** Asks the control plane of the trial's twin. */
async function ask(session: TrialTwin, path: string): Promise<unknown> {
  const response = await session.handle(new Request(`${session.origin}/_mock${path}`))
  if (!response.ok) throw new Error(`the control plane answered ${response.status}: ${await response.text()}`)
  return response.json()
}
