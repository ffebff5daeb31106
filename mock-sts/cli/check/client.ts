/** `helseid-mock check client`: runs a client in every trial, and tells what came of each requirement. */

import type { ProfileName, Tenancy } from 'helseid-contract/rules'
import { profileNames } from 'helseid-contract/rules'
import { type AppSettings, commandApp, environmentOf } from '../../checks/client/app.ts'
import { type ClientCheckOptions, checkClient, defaults } from '../../checks/client/check-client.ts'
import type { Report } from '../../checks/result.ts'
import type { CliCommand } from '../command.ts'
import { parsePort } from '../setting-parsers.ts'
import { UsageError } from '../usage-error.ts'
import { createProgressLine } from './progress.ts'
import { configureReport, deliver, readBaseline } from './report.ts'

const tenancies = ['none', 'single-tenant', 'multi-tenant'] as const

export const checkClientCommand: CliCommand = {
  configure(command) {
    command
      .option('--command <command>', 'starts your client, once for each trial')
      .option('--wait', 'your client runs by itself: serve, say with what settings, and judge what comes')
      .option('--profile <profile>', profileNames.join(', '), defaults.profile)
      .option('--tenancy <tenancy>', `how the client is registered: ${tenancies.join(', ')}`, defaults.tenancy)
      .option('--only <trial...>', 'these trials alone, and the plain one, calls-succeed')
      .option('--all', 'also the trials that differ in nothing that a client sees')
      .option(
        '--timeout <seconds>',
        'for each trial; with --wait, from the first request on',
        String(defaults.timeLimit),
      )
      .option('--parallel <n>', 'how many at a time (default: four times the number of processors)')
      .option('--port <port>', 'of the twin that the client talks to (default: any free one)', '0')
      .addHelpText('after', contractText)
    configureReport(command)
  },
  async run({ command, wait, ...flags }) {
    if ((command === undefined) === (wait !== true))
      throw new UsageError('give the command that starts your client by --command "…", or --wait if it runs by itself')
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
      subject: command === undefined ? 'a client that runs by itself' : String(command),
      setting: `profile ${options.profile}, tenancy ${options.tenancy}`,
      startedAt: startedAt.toISOString(),
      seconds: (Date.now() - startedAt.getTime()) / 1000,
      results,
    }
    return deliver(report, flags, baseline)
  },
}

const contractText = `
The client is given, as environment variables:
  HELSEID_ISSUER           issuer to ask
  HELSEID_CLIENT_ID        its client id
  HELSEID_CLIENT_JWK       its private key, a JWK; HELSEID_CLIENT_JWK_FILE is a file of it
  HELSEID_SCOPE            scopes to ask for, separated by spaces
  HELSEID_API_URL          to be called by GET, with a HelseID token
  HELSEID_CALLS            how many times
It exits with 0 if all calls succeeded, and with anything else if not.

Exit code: 0 if all is well, 1 if a check failed, 2 for wrong usage.`

function optionsOf({ profile, tenancy, only, all, timeout, parallel, port }: Readonly<Record<string, unknown>>) {
  return {
    profile: oneOf('--profile', profile, profileNames) as ProfileName,
    tenancy: oneOf('--tenancy', tenancy, tenancies) as Tenancy,
    timeLimit: atMost(maxSeconds, '--timeout', positive('--timeout', timeout)),
    port: parsePort(String(port), '--port'),
    all: all === true,
    ...(only !== undefined && { only: only as string[] }),
    ...(parallel !== undefined && { parallel: positive('--parallel', parallel) }),
  } satisfies Partial<ClientCheckOptions>
}

function oneOf(flag: string, value: unknown, known: readonly string[]): string {
  if (known.includes(String(value))) return String(value)
  throw new UsageError(`${flag}: use ${known.join(', ')}, not "${value}"`)
}

/** A timer of Node takes no more than 2^31 - 1 ms: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const maxSeconds = Math.floor((2 ** 31 - 1) / 1000)

function atMost(most: number, flag: string, value: number): number {
  if (value <= most) return value
  throw new UsageError(`${flag} must be at most ${most}`)
}

function positive(flag: string, value: unknown): number {
  if (whole(flag, value) > 0) return Number(value)
  throw new UsageError(`${flag} must be above 0`)
}

function whole(flag: string, value: unknown): number {
  if (/^\d+$/.test(String(value))) return Number(value)
  throw new UsageError(`${flag} must be a whole number, not "${value}"`)
}

function servingText(trial: string, settings: AppSettings): string {
  const { HELSEID_CLIENT_JWK: _key, ...shown } = environmentOf(settings)
  const lines = Object.entries(shown).map(([name, value]) => `  ${name}=${value}`)
  return [`\n${trial}: start your client with`, ...lines, 'Waiting for it …'].join('\n')
}

/** A trial that there is none of, and a port that is taken, are for the user to fix. */
async function withUsageError<T>(checked: Promise<T>): Promise<T> {
  return checked.catch((error: Error) => {
    if (error instanceof TypeError && error.message.startsWith('there is no trial'))
      throw new UsageError(`--only: ${error.message}`, { cause: error })
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new UsageError('--port: it is taken: choose another, or none', { cause: error })
    throw error
  })
}
