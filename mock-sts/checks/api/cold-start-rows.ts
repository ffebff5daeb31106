/** The rows that restart the API while the issuer's keys or metadata are unavailable: it must fail closed, and recover. */
import type { CheckResult, Finding } from '../result.ts'
import type { ApiTarget, Caller } from './caller.ts'
import { firstAnswer, recovers } from './cold-answers.ts'
import type { Limits } from './limits.ts'
import { specialRows } from './special-rows.ts'

/** An API that a command started; disposing stops it. */
export interface StartedApi extends AsyncDisposable {
  /** True if it has ended by itself. */
  readonly hasEnded?: () => boolean
}

/** What these rows need: an API that can be started, and an issuer that can be made to fail. */
export interface ColdStarts {
  /** Starts the API. */
  readonly start: () => Promise<StartedApi>
  /** Activates a scenario at the issuer. */
  readonly use: (scenario: string, parameters?: Readonly<Record<string, number>>) => Promise<void>
  /** Clears all scenarios. */
  readonly clear: () => Promise<void>
  /** Whether the metadata has been fetched since the scenario was activated. */
  readonly metadataRead: () => boolean
}

const { keysUnavailable, otherMetadata } = specialRows

const keyScenarios = ['jwks-unreachable', 'jwks-slow', 'jwks-empty', 'jwks-html'] as const

export async function coldStartRows(
  caller: Caller,
  target: ApiTarget,
  cold: ColdStarts | undefined,
  limits: Limits,
): Promise<CheckResult[]> {
  if (cold === undefined) {
    const because = 'This row restarts the API and changes the issuer’s documents: enable it with --keys and --command.'
    return [keysUnavailable, otherMetadata].map((row) => ({
      ...row,
      outcome: 'not reached',
      findings: [],
      because,
      required: false,
    }))
  }
  const run = { caller, target, cold, limits }
  return [await keysUnavailableResult(run), await otherMetadataResult(run)]
}

interface Run {
  readonly caller: Caller
  readonly target: ApiTarget
  readonly cold: ColdStarts
  readonly limits: Limits
}

/** A finding, and what permits it if it is only a warning. */
interface Judged {
  readonly finding: Finding
  readonly permits?: string
}

async function keysUnavailableResult(run: Run): Promise<CheckResult> {
  const started = performance.now()
  const judged: Judged[] = []
  for (const scenario of keyScenarios) judged.push(...(await withoutKeys(scenario, run)))
  const seconds = (performance.now() - started) / 1000
  const findings = judged.map(({ finding }) => finding)
  if (findings.length === 0) return { ...keysUnavailable, outcome: 'passed', findings, seconds }
  const permitted = judged.flatMap(({ permits = [] }) => permits)
  if (permitted.length < judged.length) return { ...keysUnavailable, outcome: 'failed', findings, seconds }
  const permits = [...new Set(permitted)].join('; ')
  return { ...keysUnavailable, outcome: 'warned', findings, permits, seconds }
}

const succeeded = (where: string, status: number): Finding => ({
  where,
  expected: 'any status except 2xx',
  seen: String(status),
  fix: 'Refuse tokens that cannot be verified\nASP.NET Core: no SignatureValidator, and no OnAuthenticationFailed that calls Success\nSpring Security: no JwtDecoder that only parses\nexpress: call next(error) in the catch\nGo: return after the error of jwt.Parse',
})

const silent = (where: string, { refusal }: Limits): Finding => ({
  where,
  expected: `an answer within ${refusal} s`,
  seen: 'none',
  fix: 'Set a timeout on fetching the keys, and refuse until they are available\nASP.NET Core: BackchannelTimeout, a minute by default\nSpring Security: a RestTemplate with timeouts in withJwkSetUri(…).restOperations\nexpress: timeoutDuration of createRemoteJWKSet\nGo: Timeout of the http.Client',
})

const ended = (where: string): Finding => ({
  where,
  expected: 'it refuses while the keys are unavailable',
  seen: 'it ended by itself; started again, it succeeded',
  fix: 'Start without the keys and fetch them for the first token, or be sure that something starts the API again\nASP.NET Core: do not call GetConfigurationAsync at the start\nSpring Security: a SupplierJwtDecoder, which issuer-uri uses\nexpress: no top-level await of the keys\nGo: no log.Fatal',
})

const notRecovered = (where: string, { status }: ApiTarget, { recovery }: Limits, seen: string): Finding => ({
  where,
  expected: `${status} within ${recovery} s of recovery`,
  seen,
  fix: 'Fetch metadata and JWKS again if the first attempt failed; if the API waits longer than a minute before it does, set --jwks-refresh',
})

async function withoutKeys(where: string, { caller, target, cold, limits }: Run): Promise<readonly Judged[]> {
  // Longer than the time limit for a refusal.
  await cold.use(where, where === 'jwks-slow' ? { seconds: limits.refusal + 5 } : undefined)
  const judged: Judged[] = []
  {
    await using api = await cold.start()
    const first = await firstAnswer(caller, limits, api)
    await cold.clear()
    if (first === 'no answer')
      judged.push({
        finding: silent(where, limits),
        // Only a slow JWKS is a reason to wait.
        ...(where === 'jwks-slow' && { permits: 'no document says how long an API may wait for the JWKS' }),
      })
    if (typeof first === 'number' && first >= 200 && first < 300) judged.push({ finding: succeeded(where, first) })
    if (!api.hasEnded?.()) {
      const isUp = await recovers(caller, target, limits)
      return isUp ? judged : [...judged, { finding: notRecovered(where, target, limits, 'a refusal') }]
    }
  }
  await using _again = await cold.start()
  if (await recovers(caller, target, limits))
    return [...judged, { finding: ended(where), permits: 'no document says that an API must start without the keys' }]
  const seen = 'it ended by itself; started again, it still refuses'
  return [...judged, { finding: notRecovered(where, target, limits, seen) }]
}

async function otherMetadataResult({ caller, cold, limits }: Run): Promise<CheckResult> {
  const started = performance.now()
  await cold.use('metadata-wrong-issuer')
  await using api = await cold.start()
  const first = await firstAnswer(caller, limits, api)
  const isUnread = !cold.metadataRead()
  await cold.clear()
  const seconds = (performance.now() - started) / 1000
  if (isUnread) {
    // Allowed, because an API may be configured with the URL of the JWKS itself.
    const because = 'The API does not read the metadata.'
    return { ...otherMetadata, outcome: 'not reached', findings: [], because, required: false, seconds }
  }
  if (typeof first !== 'number' || first < 200 || first > 299)
    return { ...otherMetadata, outcome: 'passed', findings: [], seconds }
  const finding = {
    where: 'metadata-wrong-issuer',
    expected: 'any status except 2xx',
    seen: String(first),
    fix: 'Compare issuer in the metadata with the configured issuer, and refuse if they differ\nASP.NET Core: set ValidIssuer, because Authority alone takes the issuer from the metadata\nSpring Security: issuer-uri compares them\nexpress: discovery of openid-client compares them\nGo: oidc.NewProvider compares them',
  }
  return { ...otherMetadata, outcome: 'failed', findings: [finding], seconds }
}
