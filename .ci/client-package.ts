/**
 * `npm run client:package`: builds and packs the client, installs it like a user, and checks that it is small, has few
 * dependencies, and works on Node 22, 24 and 26. `-- --short` skips the client's test suite on each version.
 */
import { type ExecFileSyncOptions, execFile, execFileSync } from 'node:child_process'
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startMockSts } from 'helseid-mock'
import registration from '../mock-sts/demo/client.json' with { type: 'json' }

/** Limits: total size in bytes, and number of packages in addition to the client. */
const max = { bytes: 2_000_000, packages: 3 }
const nodes = ['22', '24', '26']
const short = process.argv.includes('--short')
const root = fileURLToPath(new URL('..', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'helseid-client-package-'))
const failures: string[] = []

const run = (command: string, args: readonly string[], options: ExecFileSyncOptions = {}) =>
  String(execFileSync(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], ...options }))

build()
const installed = install()
measure(installed)
types(installed)
await onEachNode(installed)
rmSync(home, { recursive: true })
for (const failure of failures) console.error(`FAILED: ${failure}`)
process.exitCode = failures.length === 0 ? 0 : 1

function build(): void {
  for (const name of ['contract', 'client']) rmSync(join(root, name, 'dist'), { recursive: true, force: true })
  run('npm', ['pack', '--silent', '-w', 'contract', '-w', 'client', '--pack-destination', home])
}

/** Installs only the client in a new project, and returns its folder. */
function install(): string {
  const project = join(home, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  const tarballs = readdirSync(home).filter((name) => name.endsWith('.tgz'))
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', ...tarballs.map((name) => join(home, name))], {
    cwd: project,
  })
  return project
}

function measure(project: string): void {
  const packages = globSync('node_modules/{*,@*/*}/package.json', { cwd: project }).map((path) => dirname(path))
  let total = 0
  for (const folder of packages.toSorted()) {
    const bytes = globSync(`${folder}/**/*`, { cwd: project })
      .map((path) => statSync(join(project, path)))
      .filter((stat) => stat.isFile())
      .reduce((sum, { size }) => sum + size, 0)
    total += bytes
    console.log(`${folder.replace('node_modules/', '').padEnd(24)}${kib(bytes)}`)
  }
  console.log(`${'installed'.padEnd(24)}${kib(total)}, ${packages.length - 1} packages in addition to the client`)
  if (total >= max.bytes) failures.push(`installed size${kib(total)}, the limit is${kib(max.bytes)}`)
  if (packages.length - 1 > max.packages)
    failures.push(`${packages.length - 1} packages in addition to the client, the limit is ${max.packages}`)
}

function kib(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`.padStart(9)
}

/** Compiles the packed declarations, without the sources' export condition, with the installed and the newest Node types. */
function types(project: string): void {
  cpSync(join(root, 'test/client/types.test-d.ts'), join(project, 'client.ts'))
  writeFileSync(
    join(project, 'contract.ts'),
    "export * from 'helseid-contract/drift'\nexport * from 'helseid-contract/rules'\n",
  )
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', '@types/node@26'], { cwd: project })
  for (const typeRoot of [join(root, 'node_modules/@types'), join(project, 'node_modules/@types')]) {
    const options = {
      strict: true,
      noEmit: true,
      module: 'nodenext',
      target: 'es2024',
      lib: ['es2024'],
      types: ['node'],
    }
    const compilerOptions = { ...options, typeRoots: [typeRoot], exactOptionalPropertyTypes: true }
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['client.ts', 'contract.ts'] }),
    )
    const { version } = JSON.parse(readFileSync(join(typeRoot, 'node/package.json'), 'utf8'))
    attempt(`the packed types compile with @types/node ${version}`, () =>
      run('npx', ['tsc', '-p', project], { stdio: ['ignore', 'inherit', 'inherit'] }),
    )
  }
}

async function onEachNode(project: string): Promise<void> {
  await using sts = await startMockSts({ port: 0, clients: [registration] })
  cpSync(join(root, '.ci/client-smoke.js'), join(project, 'smoke.js'))
  const key = readFileSync(join(root, 'mock-sts/demo/client-key.NOT-A-SECRET.json'), 'utf8')
  const env = {
    ...process.env,
    HELSEID_ISSUER: sts.issuer('test'),
    HELSEID_CLIENT_ID: registration.clientId,
    HELSEID_KEY: key,
  }
  for (const version of nodes) {
    const node = nodeOf(version)
    const smoke = promisify(execFile)(node, ['smoke.js', `${sts.origin}/nhn-api/test/hello`], { cwd: project, env })
    await smoke.then(
      ({ stdout }) => console.log(stdout.trim()),
      (error) => failures.push(`Node ${version}: ${error.message}`),
    )
    if (short) continue
    const suite = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit*', '--reporter', 'dot', 'test/client']
    attempt(`the suite on Node ${version}`, () => run(node, suite, { stdio: ['ignore', 'inherit', 'inherit'] }))
  }
}

/** Installs a version of the npm package `node`, and returns its binary. */
function nodeOf(version: string): string {
  const folder = join(home, `node-${version}`)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }')
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', `node@${version}`], { cwd: folder })
  return join(folder, 'node_modules/node/bin/node')
}

function attempt(what: string, work: () => unknown): void {
  try {
    work()
    console.log(`ok: ${what}`)
  } catch (error) {
    failures.push(`${what}: ${(error as Error).message.split('\n')[0]}`)
  }
}
