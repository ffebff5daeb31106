/** Applies a changed configuration file to the running twin, or says why not and leaves the old configuration in place. */
import { statSync, unwatchFile, watchFile } from 'node:fs'
import type { LogEvent } from '../journal/log.ts'

export interface FollowOptions {
  readonly path: string
  /** Reads and applies the file; resolves with what to say of it. */
  readonly apply: () => Promise<string>
  readonly log: (event: LogEvent) => void
  /** How often the file is looked at, in milliseconds. Default: 300. */
  readonly interval?: number
}

/** Follows the file until the returned function is called. Polls, for notifications do not cross every kind of mount. */
export function followConfig({ path, apply, log, interval = 300 }: FollowOptions): () => void {
  const changed = async () => {
    try {
      if (!exists(path)) throw new Error(`${path} is gone`)
      log({
        level: 'info',
        message: `configuration applied, ${path}: ${await apply()}`,
        fields: { event: 'configuration', path, applied: true },
      })
    } catch (error) {
      const reason = (error as Error).message
      log({
        level: 'error',
        message: `configuration not applied, the old one stays: ${reason}`,
        fields: { event: 'configuration', path, applied: false, reason },
      })
    }
  }
  watchFile(path, { interval, persistent: false }, (now, before) => {
    if (now.mtimeMs !== before.mtimeMs || now.size !== before.size || now.ino !== before.ino) void changed()
  })
  return () => unwatchFile(path)
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}
