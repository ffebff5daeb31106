/** The twin of this machine and folder: the one that `serve` starts with the same flags, variables and configuration file. */
import { defaults } from '../config/options.ts'
import { originOf } from '../http/origin-of.ts'
import { readSettings } from './find-settings.ts'
import { UsageError } from './usage-error.ts'

/** What `--help` says about a flag whose default is this twin. */
export const localTwinText = `the twin that serve starts with the same variables and configuration file, ${originOf('http', undefined, defaults.port)} without any`

/**
 * Its origin, which every command calls unless its flags say otherwise.
 * @throws {UsageError} for an invalid setting, and for port 0, which is another port at every start
 */
export async function localTwin(flags: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { port = defaults.port, host, tls = false } = await readSettings(flags, process.env)
  if (port > 0) return originOf(tls ? 'https' : 'http', host, port)
  throw new UsageError('the port is set to 0, which is another one at every start: give the address that serve printed')
}
