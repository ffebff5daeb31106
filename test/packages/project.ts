/** Packs the three packages, and makes projects that install them as a user does. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The packages, by the folder of their workspace. */
export const packages = { contract: 'helseid-contract', client: 'helseid-client', 'mock-sts': 'helseid-mock' } as const
export type PackageName = (typeof packages)[keyof typeof packages]

export interface Packed extends Disposable {
  tarball(name: PackageName): string
  /** A new project with the three packages and `dependencies`, such as `msw@2`. */
  project(manifest: object, dependencies?: readonly string[]): Promise<Project>
}

export interface Project {
  /** Writes a file of the project. */
  write(file: string, text: string): void
  /** Reads a file of the project. */
  read(file: string): string
  /** Runs a command in the project's folder, and resolves with its output. @throws {Error} with its output if it fails */
  run(command: string, ...args: readonly string[]): Promise<string>
}

/** Builds and packs. Earlier builds are removed, because a tarball contains whatever is in `dist`. */
export async function pack(): Promise<Packed> {
  const home = mkdtempSync(join(tmpdir(), 'helseid-packages-'))
  for (const folder of Object.keys(packages)) rmSync(join(root, folder, 'dist'), { recursive: true, force: true })
  const workspaces = Object.keys(packages).flatMap((folder) => ['-w', folder])
  await run(root, 'npm', 'pack', '--silent', ...workspaces, '--pack-destination', home)
  const tarball = (name: string) => {
    const found = readdirSync(home).find((file) => file.startsWith(`${name}-`) && file.endsWith('.tgz'))
    if (found === undefined) throw new Error(`${name} was not packed`)
    return join(home, found)
  }
  let projects = 0
  return {
    tarball,
    async project(manifest, dependencies = []) {
      const folder = join(home, `project-${++projects}`)
      mkdirSync(folder)
      const write = (file: string, text: string) => writeFileSync(join(folder, file), text)
      write('package.json', JSON.stringify({ private: true, ...manifest }))
      const tarballs = Object.values(packages).map(tarball)
      await run(folder, 'npm', 'install', '--silent', '--no-audit', '--no-fund', ...tarballs, ...dependencies)
      return {
        write,
        read: (file) => readFileSync(join(folder, file), 'utf8'),
        run: (command, ...args) => run(folder, command, ...args),
      }
    },
    [Symbol.dispose]: () => rmSync(home, { recursive: true }),
  }
}

/** Errors carry what the command printed. */
async function run(cwd: string, command: string, ...args: readonly string[]): Promise<string> {
  const ran = promisify(execFile)(command, args, { cwd, maxBuffer: 10_000_000 })
  return ran.then(
    ({ stdout }) => stdout,
    ({ message, stdout }) => {
      throw new Error(`${message}\n${stdout}`)
    },
  )
}
