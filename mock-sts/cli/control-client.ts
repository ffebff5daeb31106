/** Talks to the control plane of a running twin, on behalf of a command. */
import type { Command } from 'commander'
import { type ControlApi, ControlError, createControlApi } from '../control/control-api.ts'
import { UsageError } from './usage-error.ts'

const variable = 'HELSEID_MOCK_CONTROL_TOKEN'

/** Where `helseid-mock serve` listens unless it is told otherwise. */
const defaultTwin = 'http://localhost:8080'

/** For commands that are about a running twin and nothing else. */
export function configureTwin(command: Command): Command {
  return configureControl(command).option(
    '--twin <origin>',
    'any address of the running twin, or of a session of it',
    defaultTwin,
  )
}

/** The control plane of the twin that `--twin` names. @throws {UsageError} for what is no address */
export function twinClient({ twin, ...options }: Readonly<Record<string, unknown>>): ControlApi {
  if (URL.canParse(String(twin)) && /^https?:/.test(String(twin))) return controlClient(String(twin), options)
  throw new UsageError(`--twin must be an address such as ${defaultTwin}, not "${String(twin)}"`)
}

export function configureControl(command: Command): Command {
  return command.option('--control-token <token>', `the twin’s control token, if it has one [${variable}]`)
}

/** `twin`: any address of it. Its functions throw `UsageError` when the twin cannot be reached, or refuses. */
export function controlClient(twin: string, options: Readonly<Record<string, unknown>>): ControlApi {
  const token = (options.controlToken as string | undefined) ?? process.env[variable]
  const api = createControlApi(twin, { token })
  const wrapped = Object.entries(api).map(([name, call]) => [
    name,
    (...args: never[]) =>
      (call as (...args: never[]) => Promise<unknown>)(...args).catch((error) => throwUsageError(error, twin)),
  ])
  return Object.fromEntries(wrapped) as ControlApi
}

function throwUsageError(error: unknown, twin: string): never {
  if (error instanceof ControlError) {
    const hint = error.status === 401 ? `; give it with --control-token or ${variable}` : ''
    throw new UsageError(`${error.message}${hint}`, { cause: error })
  }
  if (!(error instanceof TypeError)) throw error
  throw new UsageError(`${twin} cannot be reached: is the twin running? Start it with helseid-mock serve`, {
    cause: error,
  })
}
