/** Calls the control plane of a running twin for a command. */
import type { Command } from 'commander'
import { stsNames } from 'helseid-contract'
import { type ControlApi, ControlError, createControlApi } from '../control/control-api.ts'
import { findLocalTwin, type GivenToken, localTwinText } from './local-twin.ts'
import { readControlToken } from './setting-parsers.ts'
import { unreachable } from './unreachable.ts'
import { UsageError } from './usage-error.ts'
import { readVariable } from './variables.ts'

const variable = 'HELSEID_MOCK_CONTROL_TOKEN'

/** Adds `--twin` and `--control-token`, for commands that always talk to a running twin. */
export function configureTwin(command: Command): Command {
  return configureControl(command).option(
    '--twin <origin>',
    `URL of the running twin, or of one of its sessions (default: ${localTwinText})`,
  )
}

/** The control plane of the twin given by `--twin`, or of the local one. @throws {UsageError} if it is not a URL */
export async function twinClient({ twin, ...options }: Readonly<Record<string, unknown>>): Promise<ControlApi> {
  if (twin !== undefined) return controlClient(twinAddress(String(twin)), options)
  const { origin, control } = await findLocalTwin()
  return controlClient(origin, options, control)
}

/** An issuer of the twin is its address, too. */
const issuerPath = new RegExp(`/(${stsNames.join('|')})/*$`)

/** @throws {UsageError} if it is not a URL, which is then quoted */
export function twinAddress(twin: string): string {
  if (URL.canParse(twin) && /^https?:/.test(twin)) return withoutPassword(twin.replace(issuerPath, ''))
  throw new UsageError(`--twin must be a URL such as http://localhost:8080, not "${twin}"`)
}

function withoutPassword(twin: string): string {
  const { username = '', password = '' } = URL.canParse(twin) ? new URL(twin) : {}
  if (username + password === '') return twin
  throw new UsageError('the URL of the twin must not contain a user or password')
}

export function configureControl(command: Command): Command {
  return command
    .option('--control-token <token>', `control token of the twin, if it requires one [${variable}]`)
    .option('--control-token-file <path>', `file with the control token [${variable}_FILE]`)
}

/** The control token from flags or environment. @throws {UsageError} for an empty, short or unreadable one */
export function controlTokenOf(options: Readonly<Record<string, unknown>>): string | undefined {
  return givenToken(options)?.token
}

function givenToken(options: Readonly<Record<string, unknown>>): GivenToken | undefined {
  const { controlToken, controlTokenFile } = options as { controlToken?: string; controlTokenFile?: string }
  const fromFile = (path: string, from: string) => ({ token: readControlToken(path, from), from })
  if (controlToken !== undefined) return { token: controlToken, from: '--control-token' }
  if (controlTokenFile !== undefined) return fromFile(controlTokenFile, '--control-token-file')
  const token = readVariable(process.env, variable)
  const file = readVariable(process.env, `${variable}_FILE`, true)
  if (token !== undefined) return { token, from: variable }
  return file === undefined ? undefined : fromFile(file, `${variable}_FILE`)
}

/** `twin` is any URL of the twin, `control` its token if neither a flag nor a variable sets one. The functions throw `UsageError` if the twin is unreachable or refuses the call. */
export function controlClient(
  twin: string,
  options: Readonly<Record<string, unknown>>,
  control?: GivenToken,
): ControlApi {
  const given = givenToken(options) ?? control
  const api = createControlApi(withoutPassword(twin), { token: given?.token })
  const wrapped = Object.entries(api).map(([name, call]) => [
    name,
    (...args: never[]) =>
      (call as (...args: never[]) => Promise<unknown>)(...args).catch((error) =>
        throwUsageError(error, twin, given?.from),
      ),
  ])
  return Object.fromEntries(wrapped) as ControlApi
}

function throwUsageError(error: unknown, twin: string, from: string | undefined): never {
  if (error instanceof ControlError) {
    throw new UsageError(error.status === 401 ? tokenHint(twin, from) : error.message, { cause: error })
  }
  if (!(error instanceof TypeError)) throw error
  throw unreachable(
    twin,
    error,
    'is the twin running? Start it with helseid-mock serve, or set its address with --twin',
  )
}

/** What to set after a 401. `from` is the flag, variable or file of the token that was sent. */
function tokenHint(twin: string, from: string | undefined): string {
  if (from !== undefined) return `${twin} answered 401: the token of ${from} is not its control token`
  return `${twin} answered 401, because it requires its control token: set ${variable}, or give a file that contains the token with --control-token-file (${variable}_FILE)`
}
