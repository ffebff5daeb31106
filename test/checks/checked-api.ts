/** Runs `check api` against the faulty API, with everything that its defect needs to show. */
import type { StartedMockSts } from 'helseid-mock'
import { checkApi } from '../../mock-sts/checks/api/check-api.ts'
import type { Limits } from '../../mock-sts/checks/api/limits.ts'
import type { CheckResult } from '../../mock-sts/checks/result.ts'
import { freePort } from '../free-port.ts'
import type { ApiDefect } from './api-defect-table.ts'
import { startFaultyApi } from './faulty-api.ts'
import type { ApiSettings } from './faulty-api-checks.ts'

export const audience = 'nhn:example'
export const scope = 'nhn:example/read'
export const organization = '994598759'

/** Far more than an API needs, even on a busy machine. */
const generous: Limits = { notice: 20, start: 30, refusal: 15, recovery: 30 }

export interface Checked {
  readonly api?: Partial<ApiSettings>
  /** Also the rows that change the keys, and those that restart the API. */
  readonly keys?: boolean | 'without restarts'
  readonly limits?: Partial<Limits>
}

/** In a session of its own, so that checks can run at the same time. */
export async function checkedApi(
  twin: StartedMockSts,
  defect?: ApiDefect,
  { api = {}, keys = false, limits }: Checked = {},
): Promise<readonly CheckResult[]> {
  await using session = await twin.createSession()
  const port = await freePort()
  const settings = { issuer: session.issuer('test'), otherIssuer: session.issuer('prod'), audience, scope, ...api }
  return await checkApi({
    ...settings,
    target: {
      url: `http://127.0.0.1:${port}/hello`,
      method: 'GET',
      audience,
      scope,
      status: 200,
      scheme: settings.scheme ?? 'DPoP',
      ...(settings.organization !== undefined && { organization: settings.organization }),
    },
    mint: (options) => session.mint(options),
    ready: 0,
    start: () => startFaultyApi({ ...settings, port }, defect),
    ...(keys !== false && {
      keys: { ring: session.keys('test'), ...(keys === true && { cacheTime: 0 }) },
    }),
    ...(keys === true && {
      failing: {
        use: (scenario, parameters) => session.use(scenario, parameters && { parameters }),
        clear: () => session.reset(),
        metadataRead: () => session.requestsTo('metadata').length > 0,
      },
    }),
    limits: { ...generous, ...limits },
  })
}

/** The id and the outcome of each row that found something. */
export function found(results: readonly CheckResult[]): readonly (readonly [string, string])[] {
  return results
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'warned')
    .map(({ id, outcome }) => [id, outcome])
}
