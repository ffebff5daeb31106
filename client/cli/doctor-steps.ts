/** The doctor's steps; each one depends on those before it. */
import { limits } from 'helseid-contract'
import { monotonicNow } from '../age.ts'
import { apiAddress } from '../api-address.ts'
import { networkReason } from '../bounded-fetch.ts'
import { type HelseIdClientOptions, resolveConfig } from '../config.ts'
import { forLog } from '../diagnostics.ts'
import { createDiscovery } from '../discovery.ts'
import { HelseIdError } from '../errors.ts'
import { createHelseIdClient } from '../index.ts'
import { createKeyRing } from '../keys/key-ring.ts'
import { assertTokenEndpoint } from '../token-endpoint.ts'
import type { Terminal } from './command.ts'
import { adviceFor, adviceOn } from './doctor-advice.ts'
import { dns, tls } from './doctor-connection.ts'
import { type DoctorStep, StepFailed, stepTimeout } from './doctor-step.ts'
import { proxyFor } from './proxy.ts'

/**
 * `api`, if given, is called in the last step.
 * @throws {TypeError} for wrong options other than the key, and for an API URL that no token may be sent to
 */
export function doctorSteps(
  clientOptions: HelseIdClientOptions,
  api: URL | undefined,
  env: Terminal['env'],
): readonly DoctorStep[] {
  const options = { ...clientOptions, apiTimeout: stepTimeout }
  const config = lazily(() => resolveConfig(options))
  const issuer = issuerOf(options)
  const host = new URL(issuer)
  if (api !== undefined) apiAddress(api, { issuer, allowPlainHttp: options.allowPlainHttp ?? false })
  let date: Headers | undefined
  let requestedAt = 0
  const responseLimits = { fetch: options.fetch ?? fetch, timeout: stepTimeout, maximumAnswerBytes: 1024 * 1024 }
  const proxy = proxyFor(host, env)
  const now = options.now ?? Date.now
  const discovery = createDiscovery({
    issuer,
    now,
    monotonicNow,
    ...responseLimits,
    observe: (headers, at) => {
      date = headers
      requestedAt = at
    },
  })
  const client = lazily(() => createHelseIdClient(options))

  return [
    { name: 'DNS', run: () => dns(host.hostname, proxy) },
    {
      name: 'TLS',
      run: () =>
        host.protocol === 'https:'
          ? tls(host, proxy)
          : Promise.resolve('not used: the issuer is on plain HTTP, as a twin is'),
    },
    {
      name: 'discovery',
      run: () =>
        step(async () => {
          const { token_endpoint: endpoint } = await discovery.metadata()
          if (endpoint === undefined)
            throw new StepFailed('the metadata has no token_endpoint', adviceFor('discovery_failed'))
          const { environment, allowPlainHttp = false } = options
          assertTokenEndpoint(endpoint, { ...(environment && { environment }), issuer, allowPlainHttp })
          return `the token endpoint is ${forLog(endpoint)}`
        }),
    },
    { name: 'clock', run: async () => clock(date?.get('date') ?? null, requestedAt, now()) },
    {
      name: 'key',
      run: () =>
        step(async () => {
          const { keys, clientId } = config()
          const [key] = await createKeyRing(keys, clientId).keys()
          if (key?.expiresAt !== undefined && key.expiresAt < now())
            throw new StepFailed(
              `its certificate expired at ${new Date(key.expiresAt).toISOString()}`,
              'order a new certificate and register its key',
            )
          const ends =
            key?.expiresAt === undefined ? '' : `, its certificate expires at ${new Date(key.expiresAt).toISOString()}`
          return `${key?.alg}, kid ${key?.kid}${ends}`
        }),
    },
    {
      name: 'token',
      run: () =>
        step(async () => {
          const { tokenType, scope, expiresAt, rejectedScope } = await client().getToken()
          const withheld =
            rejectedScope === undefined
              ? ''
              : `; WITHHELD because the organisation has not accepted the terms of use: ${rejectedScope}`
          return forLog(`${tokenType}, ${Math.round((expiresAt - now()) / 1000)} s, ${scope}${withheld}`)
        }),
    },
    ...(api === undefined ? [] : [{ name: 'API', run: () => step(() => call(client(), api)) }]),
  ]
}

function clock(date: string | null, requestedAt: number, receivedAt: number): string {
  const server = Date.parse(date ?? '')
  if (Number.isNaN(server)) return 'unknown: the response has no Date header'
  const skew = Math.round((server + 500 - (requestedAt + receivedAt) / 2) / 1000)
  if (Math.abs(skew) <= limits.assertionLifetime / 2) return `within ${limits.assertionLifetime / 2} s of HelseID’s`
  throw new StepFailed(
    `this machine’s clock is ${Math.abs(skew)} s ${skew > 0 ? 'behind' : 'ahead of'} HelseID’s`,
    'set it with NTP (ntp.nhn.no): an assertion is valid for ten seconds',
  )
}

async function call(client: ReturnType<typeof createHelseIdClient>, api: URL): Promise<string> {
  const { status, headers, body } = await client.fetch(api)
  await body?.cancel()
  const where = `${api.origin}${api.pathname} returned ${status}`
  if (status === 401 || status === 403) {
    const challenge = headers.get('www-authenticate')
    throw new StepFailed(
      `${where}${challenge === null ? '' : `: ${forLog(challenge)}`}`,
      'the API checks audience, scope, organisation and scheme: compare them with the token',
    )
  }
  if (status >= 500)
    throw new StepFailed(where, 'the API, or a proxy in front of it, is having problems: check its logs')
  if (status >= 300 && status < 400)
    throw new StepFailed(where, 'a proof is valid for one URL: use the one that the redirect leads to')
  return where
}

/** Turns any error into the step's failure, with advice if there is any. */
async function step(run: () => Promise<string>): Promise<string> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof StepFailed) throw error
    const why = error instanceof HelseIdError ? error.message : forLog(networkReason(error))
    throw new StepFailed(why, adviceOn(error), error)
  }
}

/** Checks all options but the key, which has its own step. @throws {TypeError} */
function issuerOf({ key: _key, ...others }: HelseIdClientOptions): string {
  return resolveConfig({ ...others, legacyClientSecret: 'instead of the key' }).issuer
}

function lazily<T>(make: () => T): () => T {
  let value: T | undefined
  return () => {
    value ??= make()
    return value
  }
}
