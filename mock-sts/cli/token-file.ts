/** Warns about a control token file that other users of the machine can read. */
import { realpathSync, statSync } from 'node:fs'
import { type LogEvent, readableTokenEvent } from '../journal/log.ts'

/** Read permission of the group and of others. */
const readableByOthers = 0o044

/**
 * True for a secret that a container engine mounts: only processes in the container can reach them, and their mode is that of the engine (Docker:
 * 0444 in `/run/secrets`; Kubernetes: 0644 in a folder such as `..2026_01_05_12_00_00.1`, to which the given path is a symbolic link).
 */
export function isMountedSecret(realPath: string): boolean {
  return /^(\/var)?\/run\/secrets\/|\/\.\.\d{4}_[\d_.]+\//.test(realPath)
}

/** Undefined if only the owner can read the file, if it is a mounted secret, and on Windows, which has no such mode. */
export function tokenFileWarning(path: string, platform: NodeJS.Platform = process.platform): LogEvent | undefined {
  if (platform === 'win32' || isMountedSecret(realpathSync(path))) return undefined
  const { mode } = statSync(path)
  return (mode & readableByOthers) === 0 ? undefined : readableTokenEvent(path, mode & 0o777)
}
