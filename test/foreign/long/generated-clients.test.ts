/** Clients that generators make of the OpenAPI document compile, and work with a running twin. */
import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { publicJwk } from 'helseid-contract/rules'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { expect, it } from 'vitest'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { isMissing } from '../missing.ts'

const at = (path: string) => fileURLToPath(new URL(`../generated/${path}`, import.meta.url))
const scratch = (name: string) => mkdtempSync(join(tmpdir(), `${name}-`))
const { x, y } = publicJwk(keyRing.ec) as { x: string; y: string }

/** Runs a command, which must succeed, and resolves with its standard output. */
async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  const options = { cwd, env: { ...process.env, KEY_X: x, KEY_Y: y }, maxBuffer: 64 * 1024 * 1024 }
  const { stdout } = await promisify(execFile)(command, args, options).catch((error) => {
    throw new Error(`${command} failed:\n${String(error.stdout).slice(-4000)}\n${String(error.stderr).slice(-4000)}`)
  })
  return stdout
}

/** The name that openapi-python-client derives from the title of the document. */
const packageName = 'control_plane_of_helseid_mock_client'

/** The generated client becomes a package of this module. */
const goBuild = 'rm -rf twin/go.mod twin/go.sum twin/test && go mod tidy >&2 && go run .'

/** A twin that has received one token request, and whose clock is frozen. */
async function startTwin(): Promise<StartedMockSts> {
  const twin = await startMockSts({ port: 0 })
  const body = new URLSearchParams({ client_id: 'one' })
  await fetch(`${twin.issuer('test')}/connect/token`, { method: 'POST', body })
  // A clock that a program sets would otherwise have moved on by a millisecond when it responds.
  twin.clock.freeze()
  return twin
}
const documentOf = ({ origin }: StartedMockSts) => `${origin}/_mock/openapi.json`

/** What each program must have seen: it prints JSON on one line. */
async function expectWork(twin: StartedMockSts, stdout: string): Promise<void> {
  const [received] = twin.requests
  const [printed = ''] = /^\{.*\}$/m.exec(stdout) ?? []
  expect(JSON.parse(printed)).toEqual({
    registered: 'generated',
    sts: 'test',
    // A generated client that sends what was not given would register a disabled client.
    enabledIsUnset: true,
    vendor: 'generated',
    // In milliseconds, which 32 bits do not hold.
    at: received?.at,
    rules: true,
    raw: 'POST /test/connect/token HTTP/1.1',
    inUse: ['slow-answer'],
    now: '2027-01-02T00:00:00Z',
    unknown: 404,
  })
}

it.skipIf(isMissing('java', 'maven'))('works in Java with OpenAPI Generator', async () => {
  await using twin = await startTwin()
  const options = [`-DbuildDirectory=${scratch('maven')}`, `-Ddocument=${documentOf(twin)}`]
  await expectWork(twin, await run('mvn', ['-q', '-B', 'compile', 'exec:java', ...options], at('java')))
})

it.skipIf(isMissing('java', 'maven', 'go'))('works in Go with OpenAPI Generator', async () => {
  await using twin = await startTwin()
  const folder = scratch('go')
  const generate = 'org.openapitools:openapi-generator-maven-plugin:7.17.0:generate'
  const option = (name: string, value: string) => `-Dopenapi.generator.maven.plugin.${name}=${value}`
  const options = [
    option('inputSpec', documentOf(twin)),
    option('generatorName', 'go'),
    option('output', join(folder, 'twin')),
    '-Dopenapi.generator.maven.plugin.generateApiTests=false',
  ]
  await run('mvn', ['-q', '-B', generate, ...options], at('java'))
  copyFileSync(at('go/use_twin.go'), join(folder, 'use_twin.go'))
  writeFileSync(join(folder, 'go.mod'), 'module generated\n\ngo 1.23\n')
  await expectWork(twin, await run('sh', ['-c', goBuild], folder))
})

it.skipIf(isMissing('python', 'python-packages'))('works in Python with openapi-python-client', async () => {
  await using twin = await startTwin()
  const folder = scratch('python')
  const bin = join(folder, 'venv/bin')
  await run('python3', ['-m', 'venv', 'venv'], folder)
  await run(join(bin, 'pip'), ['-q', 'install', '-r', at('python/requirements.txt')], folder)
  const generated = ['--url', documentOf(twin), '--meta', 'none', '--output-path', packageName]
  await run(join(bin, 'openapi-python-client'), ['generate', ...generated], folder)
  copyFileSync(at('python/use_twin.py'), join(folder, 'use_twin.py'))
  await expectWork(twin, await run(join(bin, 'python'), ['use_twin.py', `${twin.origin}/_mock`], folder))
})

it('works in TypeScript with openapi-typescript', async () => {
  await using twin = await startTwin()
  const folder = scratch('typescript')
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const packages = ['openapi-typescript@7.13.0', 'openapi-fetch@0.17.0', 'typescript@5.9.3', '@types/node@24']
  await run('npm', ['install', '--no-audit', '--no-fund', ...packages], folder)
  await run('npx', ['openapi-typescript', documentOf(twin), '-o', 'schema.d.ts'], folder)
  copyFileSync(at('typescript/use-twin.js'), join(folder, 'use-twin.js'))
  const strict = ['--noEmit', '--checkJs', '--strict', '--module', 'nodenext', '--target', 'es2022']
  await run('npx', ['tsc', ...strict, 'use-twin.js'], folder)
  await expectWork(twin, await run(process.execPath, ['use-twin.js', `${twin.origin}/_mock`], folder))
})
