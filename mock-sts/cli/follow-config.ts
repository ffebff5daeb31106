/** Applies a changed configuration file to the running twin; if that fails, logs why and keeps the previous configuration. */
import { statSync, unwatchFile, watchFile } from 'node:fs'
import type { LogEvent } from '../journal/log.ts'

export interface FollowOptions {
  readonly path: string
  /** Reads and applies the file; resolves with a summary for the log. */
  readonly apply: () => Promise<string>
  readonly log: (event: LogEvent) => void
  /** Polling interval in milliseconds. Default: 300. */
  readonly interval?: number
}

/** Watches the file until the returned function is called. Polls, because change notifications do not cross every kind of mount. */
export function followConfig({ path, apply, log, interval = 300 }: FollowOptions): () => void {
  const changed = async () => {
    try {
      if (!exists(path)) throw new Error(`${path} does not exist any more`)
      log({
        level: 'info',
        message: `configuration applied from ${path}: ${await apply()}`,
        fields: { event: 'configuration', path, applied: true },
      })
    } catch (error) {
      const reason = (error as Error).message
      log({
        level: 'error',
        message: `configuration not applied, keeping the previous one: ${reason}`,
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
