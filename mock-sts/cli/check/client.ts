/** `helseid-mock check client`: runs a client in every trial and reports the result for each requirement. */

import type { ProfileName, Tenancy } from 'helseid-contract/rules'
import { profileNames } from 'helseid-contract/rules'
import { type AppSettings, commandApp, environmentOf } from '../../checks/client/app.ts'
import { type ClientCheckOptions, checkClient, defaults } from '../../checks/client/check-client.ts'
import { clientCheckIds } from '../../checks/client/known-ids.ts'
import type { Report } from '../../checks/result.ts'
import { readAuthority } from '../../tls/authority-files.ts'
import type { CliCommand } from '../command.ts'
import { parsePort } from '../setting-parsers.ts'
import { refuseUnusedOptions } from '../unused-options.ts'
import { UsageError } from '../usage-error.ts'
import { createProgressLine } from './progress.ts'
import { configureReport, deliver, readBaseline } from './report.ts'

const tenancies = ['none', 'single-tenant', 'multi-tenant'] as const

export const checkClientCommand: CliCommand = {
  configure(command) {
    command
      .option('--command <command>', 'command that starts your client, run once for each trial')
      .option('--wait', 'print the settings and wait for a client that you start yourself')
      .option('--profile <profile>', `severities to apply: ${profileNames.join(', ')}`, defaults.profile)
      .option('--tenancy <tenancy>', `how the client is registered: ${tenancies.join(', ')}`, defaults.tenancy)
      .option('--bearer', 'your client uses Bearer tokens, not DPoP')
      .option('--only <trial...>', 'run only these trials, and the plain trial calls-succeed')
      .option('--all', 'also run trials that look the same to the client as another trial')
      .option(
        '--timeout <seconds>',
        'time limit for each trial; with --wait, counted from the first request',
        String(defaults.timeLimit),
      )
      .option('--parallel <n>', 'how many trials run at a time (default: four for each processor)')
      .option('--port <port>', 'port of the twin (default: a free one; with --issuer, 443 or 80)')
      .option('--host <address>', 'address the twin listens on (default: loopback)')
      .option('--tls', 'serve HTTPS for localhost and HelseID’s real hostnames')
      .option('--tls-ca <folder or PEM>', 'CA to issue certificates with, implies --tls (default: a temporary one)')
      .option('--issuer <issuer>', 'serve this issuer of HelseID, which your client reaches under its real name')
      .addHelpText('after', contractText)
    configureReport(command)
  },
  async run({ command, wait, ...flags }) {
    if (command !== undefined && wait === true)
      throw new UsageError('--command starts your client and --wait waits for you to start it: pass one of them')
    if (command === undefined && wait !== true)
      throw new UsageError(
        'pass the command that starts your client with --command "…", or use --wait if you start it yourself',
      )
    if (flags.only !== undefined)
      refuseUnusedOptions({ all: flags.all }, 'a check with --only', 'it adds trials to all others')
    const baseline = readBaseline(flags)
    const options = optionsOf(flags)
    const line = createProgressLine()
    const running = new Set<string>()
    const startedAt = new Date()
    const results = await withUsageError(
      checkClient({
        ...options,
        app: command === undefined ? undefined : commandApp(String(command)),
        ...(wait === true && { onServing: ({ name }, settings) => console.error(servingText(name, settings)) }),
        onProgress({ trial, state, done, of }) {
          if (state === 'begun') running.add(trial)
          else running.delete(trial)
          line.update({ done, of, running: [...running] })
        },
      }),
    )
    line.end()
    const report: Report = {
      role: 'client',
      subject: command === undefined ? 'a client that was started separately' : String(command),
      setting: `${options.bearer ? 'Bearer' : 'DPoP'}, profile ${options.profile}, tenancy ${options.tenancy}`,
      profile: options.profile,
      startedAt: startedAt.toISOString(),
      seconds: (Date.now() - startedAt.getTime()) / 1000,
      results,
    }
    return deliver(report, flags, baseline, clientCheckIds)
  },
}

const contractText = `
Your client gets its settings as environment variables:
  HELSEID_ISSUER           issuer
  HELSEID_CLIENT_ID        client id
  HELSEID_CLIENT_JWK       private key as a JWK; HELSEID_CLIENT_JWK_FILE is the path of a file with the same key
  HELSEID_SCOPE            scopes to request, separated by spaces
  HELSEID_API_URL          URL to call with GET and a HelseID token
  HELSEID_CALLS            how many times to call it
  HELSEID_CA_FILE          with --tls, the path of a PEM file with the CA to trust, also in NODE_EXTRA_CA_CERTS, SSL_CERT_FILE and
                           REQUESTS_CA_BUNDLE
It must exit with 0 if all calls succeeded, and with any other code if not.`

type Flags = Readonly<Record<string, unknown>>

function optionsOf({ profile, tenancy, bearer, only, all, timeout, parallel, port, ...more }: Flags) {
  return {
    profile: oneOf('--profile', profile, profileNames) as ProfileName,
    tenancy: oneOf('--tenancy', tenancy, tenancies) as Tenancy,
    timeLimit: atMost(maxSeconds, '--timeout', positive('--timeout', timeout)),
    ...(port !== undefined && { port: parsePort(String(port), '--port') }),
    ...hostOf(more),
    all: all === true,
    bearer: bearer === true,
    ...(only !== undefined && { only: only as string[] }),
    ...(parallel !== undefined && { parallel: positive('--parallel', parallel) }),
  } satisfies Partial<ClientCheckOptions>
}

function hostOf({ host, tls, tlsCa, issuer }: Flags): Partial<ClientCheckOptions> {
  return {
    tls: tls === true || tlsCa !== undefined,
    ...(host !== undefined && { host: String(host) }),
    ...(tlsCa !== undefined && { tlsCa: usableCa(String(tlsCa)) }),
    ...(issuer !== undefined && { issuer: String(issuer) }),
  }
}

/** Read before anything runs, so that a wrong folder is reported at once. */
function usableCa(folderOrPem: string): string {
  try {
    readAuthority(folderOrPem)
    return folderOrPem
  } catch (error) {
    throw new UsageError(`--tls-ca: ${(error as Error).message}`, { cause: error })
  }
}

function oneOf(flag: string, value: unknown, known: readonly string[]): string {
  if (known.includes(String(value))) return String(value)
  throw new UsageError(`${flag} must be one of ${known.join(', ')}, not "${value}"`)
}

/** The longest timer of Node is 2^31 - 1 ms: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const maxSeconds = Math.floor((2 ** 31 - 1) / 1000)

function atMost(maximum: number, flag: string, value: number): number {
  if (value <= maximum) return value
  throw new UsageError(`${flag} must be at most ${maximum}`)
}

function positive(flag: string, value: unknown): number {
  if (whole(flag, value) > 0) return Number(value)
  throw new UsageError(`${flag} must be greater than 0`)
}

function whole(flag: string, value: unknown): number {
  if (/^\d+$/.test(String(value))) return Number(value)
  throw new UsageError(`${flag} must be a whole number, not "${value}"`)
}

function servingText(trial: string, settings: AppSettings): string {
  const { HELSEID_CLIENT_JWK: _key, ...shown } = environmentOf(settings)
  const lines = Object.entries(shown).map(([name, value]) => `  ${name}=${value}`)
  return [`\n${trial}: start your client with`, ...lines, 'Waiting for its first request …'].join('\n')
}

const listenHints: Readonly<Record<string, string>> = {
  EADDRINUSE: '--port is in use: choose another, or omit it',
  EACCES: '--port: this user may not listen on it; choose one above 1023, or allow it',
  EADDRNOTAVAIL: '--host is not an address of this machine',
  ENOTFOUND: '--host is not an address of this machine',
}

/** Turns an unknown trial, an unknown issuer, a command that cannot be started and an address that cannot be listened on into usage errors. */
async function withUsageError<T>(checked: Promise<T>): Promise<T> {
  return checked.catch((error: Error) => {
    if (error instanceof TypeError && error.message.startsWith('unknown trial'))
      throw new UsageError(`--only: ${error.message}`, { cause: error })
    if (error instanceof TypeError && error.message.startsWith('the command cannot be started'))
      throw new UsageError(`--command: ${error.message}`, { cause: error })
    if (error instanceof TypeError && error.message.startsWith('the issuer must be'))
      throw new UsageError(`--issuer: ${error.message}`, { cause: error })
    const { code = '' } = error as NodeJS.ErrnoException
    const hint = listenHints[code]
    if (hint !== undefined) throw new UsageError(hint, { cause: error })
    throw error
  })
}
