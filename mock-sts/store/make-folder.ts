/** Creates a folder with those above it. */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Not with `recursive`, which never returns where a file system answers ENOENT although the folder above exists, as /proc does.
 * `mode` is that of each folder it creates. Returns the topmost one; undefined if the folder exists.
 * @throws {Error} from node:fs
 */
export function makeFolder(path: string, mode?: number): string | undefined {
  const missing: string[] = []
  for (let folder = resolve(path); !existsSync(folder) && dirname(folder) !== folder; folder = dirname(folder))
    missing.unshift(folder)
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode })
    } catch (error) {
      // Another program may have made it in the meantime; a symbolic link to nothing is not a folder.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !existsSync(folder)) throw error
    }
  }
  // A file is not a folder.
  if (missing.length === 0) mkdirSync(path, { recursive: true })
  return missing[0]
}
