/** The compose files, unchanged, with a test application instead of the user's. */
import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterEach, beforeAll, expect, it } from 'vitest'
import key from '../keys/rfc7515-a3.NOT-A-SECRET.json' with { type: 'json' }
import { demoClient } from '../mock-sts/demo/demo-client.ts'
import { image } from './hardened.ts'

const base = process.env.NODE_IMAGE ?? 'helseid-base:ci'
const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const appImage = 'helseid-compose-app:ci'
/** The standalone Compose of Debian, or the plugin of docker. */
let command: readonly [program: string, ...words: string[]] = ['docker-compose']
let running: string | undefined

const compose = async (file: string, ...args: string[]) => {
  const env = {
    ...process.env,
    HELSEID_MOCK_IMAGE: image,
    APP_IMAGE: appImage,
    HELSEID_MOCK_CONTROL_TOKEN: 'compose-test-token',
    COMPOSE_PROJECT_NAME: 'helseid-twin-test',
  }
  const [program, ...words] = command
  const all = [...words, '-f', at(`docker/compose/${file}`), ...args]
  const { stdout, stderr } = await promisify(execFile)(program, all, { env })
  return stdout + stderr
}

async function buildApp(clientId: string, jwk: object): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'compose-app-'))
  await build({
    entryPoints: [at('test/examples/compose/app.ts')],
    outfile: join(folder, 'main.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['helseid-source'],
  })
  const lines = [
    `FROM ${base}`,
    'COPY main.cjs /main.cjs',
    `ENV HELSEID_CLIENT_ID=${clientId} HELSEID_CLIENT_JWK='${JSON.stringify(jwk)}'`,
    'ENTRYPOINT ["/nodejs/bin/node", "/main.cjs"]',
  ]
  writeFileSync(join(folder, 'Dockerfile'), lines.join('\n'))
  await promisify(execFile)('docker', ['build', '-q', '-t', appImage, folder])
}

beforeAll(async () => {
  await promisify(execFile)('docker-compose', ['version']).catch(() => {
    command = ['docker', 'compose']
  })
})
afterEach(async () => {
  if (running !== undefined) await compose(running, 'down', '--volumes', '--timeout', '1')
  running = undefined
})

it.each([
  ['app.yaml', 'my-app', key, { iss: 'http://helseid-mock:8080/test', client_id: 'my-app', scope: 'nhn:msh/api' }],
  [
    'real-hostnames.yaml',
    demoClient.clientId,
    demoClient.privateJwk,
    { iss: 'https://helseid-sts.test.nhn.no', client_id: demoClient.clientId, scope: demoClient.scope },
  ],
])('%s: the application gets a token', async (file, clientId, jwk, expected) => {
  await buildApp(clientId, jwk)
  running = file
  // `run` starts the dependencies, and does not end when the first of them exits.
  const output = await compose(file, 'run', '-T', '--rm', 'app')
  const line = /^\{.*\}$/m.exec(output)?.[0]
  expect(JSON.parse(line ?? output)).toEqual(expected)
})
