/** The three packages, as `pack.ts` packed them for all files, and projects that install them as a user does. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { type PackageName, packages, run } from './pack.ts'

export interface Project {
  /** Writes a file of the project. */
  write(file: string, text: string): void
  /** Reads a file of the project. */
  read(file: string): string
  /** Runs a command in the project's folder, and resolves with its output. @throws {Error} with its output if it fails */
  run(command: string, ...args: readonly string[]): Promise<string>
}

/** The file that was packed for a package. */
export function tarball(name: PackageName): string {
  const folder = inject('tarballs')
  const found = readdirSync(folder).find((file) => file.startsWith(`${name}-`) && file.endsWith('.tgz'))
  if (found === undefined) throw new Error(`${name} was not packed`)
  return join(folder, found)
}

/** A new project with the three packages and `dependencies`, such as `msw@2`. */
export async function createProject(manifest: object, dependencies: readonly string[] = []): Promise<Project> {
  const folder = mkdtempSync(join(inject('tarballs'), 'project-'))
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text)
  write('package.json', JSON.stringify({ private: true, ...manifest }))
  const tarballs = Object.values(packages).map(tarball)
  // What npm has in its cache is not fetched again: the projects share most of their dependencies.
  const options = ['--silent', '--no-audit', '--no-fund', '--prefer-offline']
  await run(folder, 'npm', 'install', ...options, ...tarballs, ...dependencies)
  return {
    write,
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    run: (command, ...args) => run(folder, command, ...args),
  }
}
