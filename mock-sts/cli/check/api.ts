/** `helseid-mock check api`: calls an API with valid and broken tokens and proofs and reports the broken ones it accepts. */
import { allRows } from '../../checks/api/all-rows.ts'
import type { ApiTarget } from '../../checks/api/caller.ts'
import { checkApi } from '../../checks/api/check-api.ts'
import { unguarded } from '../../checks/api/judge-row.ts'
import { waitsText } from '../../checks/api/limits.ts'
import type { Report } from '../../checks/result.ts'
import type { CliCommand } from '../command.ts'
import { configureControl } from '../control-client.ts'
import { unreachable } from '../unreachable.ts'
import { refuseUnusedOptions } from '../unused-options.ts'
import { type ApiSource, apiSource, defaultPort } from './api-source.ts'
import { createApiStarter } from './api-starter.ts'
import { apiTarget, whole } from './api-target.ts'
import { createProgressLine } from './progress.ts'
import { configureReport, deliver, readBaseline } from './report.ts'

type Flags = Readonly<Record<string, unknown>>

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
      .option('--port <port>', `port of the twin whose issuer the API must trust (default: ${defaultPort})`)
      .option('--host <address>', 'address the twin listens on (default: loopback)')
      .option(
        '--issuer <issuer>',
        'issuer of the tokens, if the API reaches the twin under another name, such as https://helseid-sts.test.nhn.no',
      )
      .option('--tls', 'serve HTTPS for localhost and HelseID’s real hostnames')
      .option(
        '--tls-ca <folder or PEM>',
        'your own certificate authority, from helseid-mock ca create (default: a temporary one)',
      )
      .option('--tls-name <names>', 'additional DNS names or IP addresses to serve over TLS, comma-separated')
      .option('--twin <origin>', 'use the tokens of this running twin, which the API trusts')
      .option(
        '--command <command>',
        'command that starts the API, with HELSEID_ISSUER, HELSEID_AUDIENCE, HELSEID_SCOPE and, with --tls, HELSEID_CA_FILE in its environment',
      )
      .option('--ready <seconds>', 'how long the API may take to start answering', '10')
      .option('--keys', 'also change the issuer’s keys; the API must then fetch the JWKS again')
      .option('--jwks-cache <seconds>', 'how long the API caches the JWKS')
      .option(
        '--jwks-refresh <seconds>',
        'the shortest time between two fetches of the JWKS by the API (ASP.NET Core: 300)',
      )
      .addHelpText(
        'after',
        `\nThe API must trust the issuer http://localhost:${defaultPort}/test, unless --port or --twin sets another.`,
      )
    configureReport(command)
  },
  async run(flags) {
    const target = apiTarget(flags)
    refuseUnused(flags, target)
    const ready = whole('--ready', flags.ready)
    const baseline = readBaseline(flags)
    await using source = await apiSource(flags)
    if (!flags.json) console.error(trustText(source))
    const waits = waitsText(source.keys, source.failing !== undefined && flags.command !== undefined)
    if (!flags.json && waits !== '') console.error(waits)
    const line = createProgressLine()
    const startedAt = new Date()
    const results = await withUsageError(
      target,
      checkApi({
        ...source,
        target,
        ...(flags.command !== undefined && { start: createApiStarter(String(flags.command), source, target) }),
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
    const exitCode = deliver(
      report,
      flags,
      baseline,
      allRows.map(({ id }) => id),
    )
    const open = unguarded(results)
    if (!flags.json && open.length > 0) console.log(`\nThe API does not check: ${open.join(', ')}`)
    return exitCode
  },
}

/** @throws {UsageError} for the first option that has no effect with the others */
function refuseUnused({ twin, controlToken, controlTokenFile, ca }: Flags, { url }: ApiTarget): void {
  if (twin === undefined)
    refuseUnusedOptions({ controlToken, controlTokenFile }, 'a check without --twin', 'the check’s own twin needs none')
  if (url.startsWith('http:')) refuseUnusedOptions({ ca }, 'an API over plain HTTP', 'it is for an --url with https')
}

/** What the API must be configured with. */
function trustText({ issuer, caFile }: ApiSource): string {
  const authority = caFile === undefined ? '' : `, and the certificate authority in ${caFile}`
  return `The API must trust the issuer ${issuer}${authority}`
}

async function withUsageError<T>({ url }: ApiTarget, checked: Promise<T>): Promise<T> {
  return checked.catch((error: Error) => {
    if (!(error instanceof TypeError) || error.message !== 'fetch failed') throw error
    const cause = (error.cause as Error | undefined) ?? error
    throw unreachable(
      url,
      error,
      cause.message,
      'if it is from your own certificate authority, pass its certificate with --ca',
    )
  })
}
