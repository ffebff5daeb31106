/** The twin of this machine and folder: the one that `serve` starts with the same flags, variables and configuration file. */
import { defaults } from '../config/options.ts'
import { originOf } from '../http/origin-of.ts'
import { findSettings } from './find-settings.ts'
import { UsageError } from './usage-error.ts'

/** What `--help` says about a flag whose default is this twin. */
export const localTwinText = `the twin that serve starts with the same variables and configuration file, ${originOf('http', undefined, defaults.port)} without any`

/** A control token, and the flag, variable or file that it comes from. */
export interface GivenToken {
  readonly token: string
  readonly from: string
}

export interface LocalTwin {
  readonly origin: string
  /** Only for this twin: another one must not see it. */
  readonly control?: GivenToken
}

/**
 * Its origin, which every command calls unless its flags say otherwise.
 * @throws {UsageError} for an invalid setting, and for port 0, which is another port at every start
 */
export async function localTwin(flags: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return (await findLocalTwin(flags)).origin
}

/** The same with its control token. @throws {UsageError} as `localTwin` does */
export async function findLocalTwin(flags: Readonly<Record<string, unknown>> = {}): Promise<LocalTwin> {
  const { values, from } = await findSettings(flags, process.env)
  const { port = defaults.port, host, tls = false, controlToken: token } = values
  if (port > 0) {
    const origin = originOf(tls ? 'https' : 'http', host, port)
    return { origin, ...(token !== undefined && { control: { token, from: from.controlToken ?? 'the settings' } }) }
  }
  throw new UsageError('the port is set to 0, which is another one at every start: give the address that serve printed')
}
