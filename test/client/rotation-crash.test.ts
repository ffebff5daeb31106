/** The rotation recipe, killed at each step: one more run leaves one key, with mode 0600, that HelseID accepts. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createHelseIdClient } from 'helseid-client'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { startMockSts } from 'helseid-mock'
import { expect, it, onTestFinished } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const program = fileURLToPath(new URL('rotate-and-crash.ts', import.meta.url))

it.each([
  'before register',
  'after register',
  'before writeFileSync',
  'half of writeFileSync',
  'after writeFileSync',
  'before renameSync',
  'after renameSync',
  'before fsyncSync',
  'after fsyncSync',
])('leaves one working key after a crash %s and one more run', async (step) => {
  const registration = {
    clientId: 'c',
    jwks: { keys: [publicJwk(keyRing.ec as Jwk)] },
    scopes: ['nhn:selvbetjening/client', 'nhn:msh/api'],
  }
  const sts = await startMockSts({ port: 0, profile: 'next', clients: [registration] })
  onTestFinished(() => sts.close())
  const folder = mkdtempSync(join(tmpdir(), 'helseid-client-'))
  const file = join(folder, 'key.json')
  writeFileSync(file, JSON.stringify(keyRing.ec), { mode: 0o600 })
  const options = {
    issuer: sts.issuer('test'),
    selvbetjening: `${sts.origin}/selvbetjening/test`,
    clientId: 'c',
    key: { file },
    scopes: ['nhn:msh/api'],
  }
  const run = async (crashAt: string) => {
    const args = ['--conditions=helseid-source', program, JSON.stringify(options), crashAt]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    const [code, signal] = await once(child, 'exit')
    return signal ?? code
  }
  expect(await run(step)).toBe('SIGKILL')
  expect(existsSync(file)).toBe(true)
  expect(await run('never')).toBe(0)
  expect(readdirSync(folder)).toEqual(['key.json'])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  await expect(createHelseIdClient(options).getToken()).resolves.toMatchObject({ tokenType: 'DPoP' })
})
