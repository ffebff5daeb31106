/** `helseid-mock check api`: fires good and bad tokens and proofs at an API, and tells which bad ones it let in. */
import type { ApiTarget, Mint } from '../../checks/api/caller.ts'
import { type ApiCheckOptions, checkApi } from '../../checks/api/check-api.ts'
import { unguarded } from '../../checks/api/judge-row.ts'
import type { Report } from '../../checks/result.ts'
import { startTwin } from '../../twin/start.ts'
import type { CliCommand } from '../command.ts'
import { controlClient } from '../control-client.ts'
import { parsePort } from '../setting-parsers.ts'
import { UsageError } from '../usage-error.ts'
import { createApiStarter } from './api-starter.ts'
import { createProgressLine } from './progress.ts'
import { readText } from './read-text.ts'
import { configureReport, deliver, readBaseline } from './report.ts'

type Flags = Readonly<Record<string, unknown>>

/** Where the twin of the check listens unless it is told otherwise: an API can be set to trust it once and for all. */
const defaultPort = 8099

export const checkApiCommand: CliCommand = {
  configure(command) {
    command
      .requiredOption('--url <address>', 'endpoint to call')
      .requiredOption('--audience <audience>', 'audience of its tokens')
      .requiredOption('--scope <scope>', 'scope that it asks for')
      .option('--method <method>', 'how it is called', 'GET')
      .option('--status <status>', 'how it answers a good request', '200')
      .option('--bearer', 'it takes Bearer tokens, not DPoP')
      .option('--organization <orgnr>', 'it depends on the organisation: one with which calls succeed')
      .option('--header <name: value...>', 'further header fields')
      .option('--body <text>', 'body of each request')
      .option('--ca <path>', 'PEM of an authority to trust')
      .option('--port <port>', 'where the twin listens whose issuer the API is to trust', String(defaultPort))
      .option('--host <address>', 'address that it listens on (default: loopback)')
      .option('--twin <origin>', 'the API trusts a twin that runs already: its tokens are used')
      .option('--control-token <token>', 'of that twin')
      .option(
        '--command <command>',
        'starts the API, which is given HELSEID_ISSUER, HELSEID_AUDIENCE and HELSEID_SCOPE',
      )
      .option('--ready <seconds>', 'until the API must answer', '10')
      .option('--keys', 'also the rows that change the issuer’s keys, for which the API has to read the JWKS again')
      .option('--jwks-cache <seconds>', 'how long the API keeps the JWKS')
      .addHelpText(
        'after',
        `\nThe API must trust the issuer http://localhost:${defaultPort}/test, or as --port or --twin say.\nExit code: 0 if all is well, 1 if a check failed, 2 for wrong usage.`,
      )
    configureReport(command)
  },
  async run(flags) {
    const target = targetOf(flags)
    const ready = whole('--ready', flags.ready)
    const baseline = readBaseline(flags)
    await using source = flags.twin === undefined ? await ownTwin(flags) : await runningTwin(flags)
    if (!flags.json) console.error(`The API must trust the issuer ${source.issuer}`)
    const line = createProgressLine()
    const startedAt = new Date()
    const results = await withUsageError(
      target,
      checkApi({
        ...source,
        target,
        ...(flags.command !== undefined && { start: createApiStarter(String(flags.command), source.issuer, target) }),
        ready,
        onProgress: ({ row, done, of }) => line.update({ done, of, running: [row] }),
      }),
    )
    line.end()
    const report: Report = {
      role: 'api',
      subject: `${target.method} ${target.url}`,
      setting: `${target.scheme}, audience ${target.audience}, scope ${target.scope}`,
      startedAt: startedAt.toISOString(),
      seconds: (Date.now() - startedAt.getTime()) / 1000,
      results,
    }
    const exitCode = deliver(report, flags, baseline)
    const open = unguarded(results)
    if (!flags.json && open.length > 0) console.log(`\nThe API does not look at: ${open.join(', ')}`)
    return exitCode
  },
}

function targetOf(flags: Flags): ApiTarget {
  const { url, method, audience, scope, status, bearer, organization, header, body, ca } = flags
  requireAddress('--url', url, 'http://localhost:5000/hello')
  if (!methods.has(String(method).toUpperCase())) throw new UsageError(`--method: use ${[...methods].join(', ')}`)
  return {
    url: String(url),
    method: String(method).toUpperCase(),
    audience: String(audience),
    scope: String(scope),
    status: whole('--status', status),
    scheme: bearer === true ? 'Bearer' : 'DPoP',
    headers: ((header ?? []) as readonly string[]).map(headerOf),
    ...(organization !== undefined && { organization: String(organization) }),
    ...(body !== undefined && { body: String(body) }),
    ...(ca !== undefined && { ca: readText('--ca', String(ca)) }),
  }
}

/** Those that a request with a token can have. https://www.rfc-editor.org/rfc/rfc9110#section-9.1 */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'])

/** Repeats only what has no password: reports name the address. */
function requireAddress(flag: string, address: unknown, example: string): void {
  const text = String(address)
  const { protocol = '', username = '', password = '' } = URL.canParse(text) ? new URL(text) : {}
  if (username + password !== '') throw new UsageError(`${flag} must have no user and password: use --header`)
  if (!/^https?:$/.test(protocol)) throw new UsageError(`${flag} must be an address such as ${example}`)
}

function headerOf(text: string): readonly [string, string] {
  const [, name, value] = /^([\w-]+): *(.*)$/.exec(text) ?? []
  if (name === undefined || value === undefined) throw new UsageError('--header must be "Name: value"')
  return [name, value]
}

interface Source extends AsyncDisposable {
  readonly issuer: string
  readonly otherIssuer: string
  readonly mint: Mint
  readonly keys?: NonNullable<ApiCheckOptions['keys']>
  readonly failing?: NonNullable<ApiCheckOptions['failing']>
}

async function ownTwin({ port, host, keys, jwksCache }: Flags): Promise<Source> {
  const cacheTime = jwksCache === undefined ? {} : { cacheTime: whole('--jwks-cache', jwksCache) }
  const options = { port: parsePort(String(port), '--port'), ...(host !== undefined && { host: String(host) }) }
  const twin = await startTwin(options).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
      throw new UsageError(`--host: ${host} is no address of this machine`, { cause: error })
    if (error.code !== 'EADDRINUSE') throw error
    throw new UsageError(`--port: ${options.port} is taken; if it is by a twin, use it by --twin`, { cause: error })
  })
  return {
    issuer: twin.issuer('test'),
    otherIssuer: twin.issuer('prod'),
    mint: (options) => twin.mint(options),
    ...(keys === true && {
      keys: { ring: twin.keys('test'), ...cacheTime },
      failing: {
        use: (scenario, parameters) => twin.use(scenario, parameters && { parameters }),
        clear: () => twin.reset(),
        metadataRead: () => twin.requestsTo('metadata').length > 0,
      },
    }),
    [Symbol.asyncDispose]: () => twin.close(),
  }
}

async function runningTwin({ twin, keys, ...options }: Flags): Promise<Source> {
  if (keys === true)
    throw new UsageError('--keys changes the keys of the twin: leave out --twin, so that it is one of its own')
  requireAddress('--twin', twin, 'http://localhost:8080')
  const origin = String(twin).replace(/\/$/, '')
  const control = controlClient(origin, options)
  return {
    issuer: `${origin}/test`,
    otherIssuer: `${origin}/prod`,
    mint: (options) => control.mint(options),
    [Symbol.asyncDispose]: async () => undefined,
  }
}

async function withUsageError<T>({ url }: ApiTarget, checked: Promise<T>): Promise<T> {
  return checked.catch((error: Error) => {
    if (!(error instanceof TypeError) || error.message !== 'fetch failed') throw error
    const cause: NodeJS.ErrnoException = (error.cause as Error | undefined) ?? error
    const hint = isUntrusted(cause) ? ' (an authority of your own: give its certificate by --ca)' : ''
    throw new UsageError(`${url} cannot be reached: ${cause.message}${hint}`, { cause: error })
  })
}

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
function isUntrusted({ code = '' }: NodeJS.ErrnoException): boolean {
  return /^(UNABLE_TO_(GET_ISSUER_CERT|VERIFY_LEAF_SIGNATURE)|(DEPTH_ZERO_)?SELF_SIGNED_CERT)/.test(code)
}

function whole(flag: string, value: unknown): number {
  if (/^\d+$/.test(String(value))) return Number(value)
  throw new UsageError(`${flag} must be a whole number, not "${value}"`)
}
