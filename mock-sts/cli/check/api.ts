/** `helseid-mock check api`: calls an API with valid and broken tokens and proofs and reports the broken ones it accepts. */
import type { ApiTarget, Mint } from '../../checks/api/caller.ts'
import { type ApiCheckOptions, checkApi } from '../../checks/api/check-api.ts'
import { unguarded } from '../../checks/api/judge-row.ts'
import type { Report } from '../../checks/result.ts'
import { startTwin } from '../../twin/start.ts'
import type { CliCommand } from '../command.ts'
import { configureControl, controlClient } from '../control-client.ts'
import { readText } from '../read-text.ts'
import { parsePort } from '../setting-parsers.ts'
import { UsageError } from '../usage-error.ts'
import { createApiStarter } from './api-starter.ts'
import { createProgressLine } from './progress.ts'
import { configureReport, deliver, readBaseline } from './report.ts'

type Flags = Readonly<Record<string, unknown>>

/** The default port of the check's own twin. It is fixed, so that an API can be configured once to trust its issuer. */
const defaultPort = 8099

export const checkApiCommand: CliCommand = {
  configure(command) {
    configureControl(command)
      .requiredOption('--url <address>', 'endpoint to call')
      .requiredOption('--audience <audience>', 'audience of the API')
      .requiredOption('--scope <scope>', 'scope that the endpoint requires')
      .option('--method <method>', 'HTTP method', 'GET')
      .option('--status <status>', 'status of a successful answer', '200')
      .option('--bearer', 'the API accepts Bearer tokens, not DPoP')
      .option('--organization <orgnr>', 'the endpoint depends on the organisation; a number for which calls succeed')
      .option('--header <name: value...>', 'additional headers')
      .option('--body <text>', 'body of each request')
      .option('--ca <path>', 'PEM file of a certificate authority to trust')
      .option('--port <port>', 'port of the twin whose issuer the API must trust', String(defaultPort))
      .option('--host <address>', 'address the twin listens on (default: loopback)')
      .option('--twin <origin>', 'use the tokens of this running twin, which the API trusts')
      .option(
        '--command <command>',
        'command that starts the API, with HELSEID_ISSUER, HELSEID_AUDIENCE and HELSEID_SCOPE in its environment',
      )
      .option('--ready <seconds>', 'how long the API may take to start answering', '10')
      .option('--keys', 'also change the issuer’s keys; the API must then fetch the JWKS again')
      .option('--jwks-cache <seconds>', 'how long the API caches the JWKS')
      .addHelpText(
        'after',
        `\nThe API must trust the issuer http://localhost:${defaultPort}/test, unless --port or --twin sets another.`,
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
    if (!flags.json && open.length > 0) console.log(`\nThe API does not check: ${open.join(', ')}`)
    return exitCode
  },
}

function targetOf(flags: Flags): ApiTarget {
  const { url, method, audience, scope, status, bearer, organization, header, body, ca } = flags
  requireAddress('--url', url, 'http://localhost:5000/hello')
  if (!methods.has(String(method).toUpperCase()))
    throw new UsageError(`--method must be one of ${[...methods].join(', ')}`)
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

/** The methods of a request that can carry a token. https://www.rfc-editor.org/rfc/rfc9110#section-9.1 */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'])

/** Rejects a URL with a password, without quoting it: reports print the URL. */
function requireAddress(flag: string, address: unknown, example: string): void {
  const text = String(address)
  const { protocol = '', username = '', password = '' } = URL.canParse(text) ? new URL(text) : {}
  if (username + password !== '') throw new UsageError(`${flag} must not contain a user or password: use --header`)
  if (!/^https?:$/.test(protocol)) throw new UsageError(`${flag} must be a URL such as ${example}`)
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
      throw new UsageError(`--host: ${host} is not an address of this machine`, { cause: error })
    if (error.code !== 'EADDRINUSE') throw error
    throw new UsageError(`--port: ${options.port} is in use; if a twin uses it, pass that twin with --twin`, {
      cause: error,
    })
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
  if (keys === true) throw new UsageError('--keys changes the keys of the twin, so it cannot be combined with --twin')
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
    const hint = isUntrusted(cause)
      ? ' (if you use your own certificate authority, pass its certificate with --ca)'
      : ''
    throw new UsageError(`cannot reach ${url}: ${cause.message}${hint}`, { cause: error })
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
