/** `npm run demo:keys`: the demo signing key of an STS that has none. */
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import committed from '../../../mock-sts/demo/signing-keys.NOT-A-SECRET.json' with { type: 'json' }
import { type KeyMaterial, signingKey, signingKeyBits } from '../../../mock-sts/keys/signing-keys.ts'
import manifest from '../../../package.json' with { type: 'json' }

const folder = mkdtempSync(join(tmpdir(), 'demo-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))
const [, ...script] = manifest.scripts['demo:keys'].split(' ')
const make = (...args: string[]) => promisify(execFile)(process.execPath, [...script, ...args])

it('makes the missing one, in HelseID’s form and for many years, and leaves the others as they are', async () => {
  const file = join(folder, 'keys.json')
  const { qa: _qa, ...others } = committed
  writeFileSync(file, JSON.stringify(others))
  const { stdout } = await make('qa', file)
  expect(stdout).toContain('added a demo key for the STS "qa"')
  const { qa, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as typeof committed
  expect(rest).toEqual(others)
  const { privateKey, publicJwk } = signingKey(qa as KeyMaterial)
  expect(privateKey.asymmetricKeyDetails?.modulusLength).toBe(signingKeyBits)
  const { subject, validToDate } = new X509Certificate(Buffer.from(publicJwk.x5c[0], 'base64'))
  expect(subject).toContain('demo signing key qa NOT A SECRET')
  expect(validToDate.getFullYear() - new Date().getFullYear()).toBeGreaterThan(20)
})

it.each([
  [[], 'usage: npm run demo:keys -- <sts>, where <sts> is one of test, '],
  [['tset'], 'not "tset"'],
  [['test'], 'the STS "test" already has a demo key, which is not overwritten'],
])('%j is refused, and nothing is written', async (args, message) => {
  const file = new URL('../../../mock-sts/demo/signing-keys.NOT-A-SECRET.json', import.meta.url)
  const before = readFileSync(file, 'utf8')
  await expect(make(...args)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
  expect(readFileSync(file, 'utf8')).toBe(before)
})
