/** Builds and packs the three packages once for all test files, and removes them in the end. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the tarballs. */
    tarballs: string
  }
}

/** The packages, by the folder of their workspace. */
export const packages = { contract: 'helseid-contract', client: 'helseid-client', 'mock-sts': 'helseid-mock' } as const
export type PackageName = (typeof packages)[keyof typeof packages]

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Earlier builds are removed, because a tarball contains whatever is in `dist`. */
export default async function pack({ provide }: TestProject): Promise<() => void> {
  const home = mkdtempSync(join(tmpdir(), 'helseid-packages-'))
  for (const folder of Object.keys(packages)) rmSync(join(root, folder, 'dist'), { recursive: true, force: true })
  const workspaces = Object.keys(packages).flatMap((folder) => ['-w', folder])
  await run(root, 'npm', 'pack', '--silent', ...workspaces, '--pack-destination', home)
  provide('tarballs', home)
  return () => rmSync(home, { recursive: true })
}

/** Errors carry what the command printed. */
export async function run(cwd: string, command: string, ...args: readonly string[]): Promise<string> {
  const ran = promisify(execFile)(command, args, { cwd, maxBuffer: 10_000_000 })
  return ran.then(
    ({ stdout }) => stdout,
    ({ message, stdout }) => {
      throw new Error(`${message}\n${stdout}`)
    },
  )
}
