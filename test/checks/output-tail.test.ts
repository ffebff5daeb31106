/** The end of a client's output in a report: the message rather than brackets and stack frames, and never the key. */
import { generateKeyPairSync } from 'node:crypto'
import type { Jwk } from 'helseid-contract/rules'
import { expect, it } from 'vitest'
import { commandApp } from '../../mock-sts/checks/client/app.ts'
import { checkClient } from '../../mock-sts/checks/client/check-client.ts'
import { outputTail } from '../../mock-sts/checks/client/output-tail.ts'
import { withoutKey } from '../../mock-sts/checks/client/printed-key.ts'

it('the report says why a command could not run', async () => {
  const results = await checkClient({ app: commandApp(`"${process.execPath}" nosuch.js`), only: ['calls-succeed'] })
  const [finding] = results.find(({ id }) => id === 'calls-succeed')?.findings ?? []
  expect(finding?.seen).toMatch(/exit code 1; output: .*Error: Cannot find module '.*nosuch\.js' \/ .*MODULE_NOT_FOUND/)
})

it.each([
  [
    'outputTail keeps a message and its cause',
    'java.lang.Error: no token\n\tat a.B.c(B.java:1)\nCaused by: refused\n\t... 3 more\n',
    'java.lang.Error: no token / Caused by: refused / ... 3 more',
  ],
  [
    'outputTail keeps at most ten lines',
    Array.from({ length: 12 }, (_, nth) => `line ${nth}\n`).join(''),
    Array.from({ length: 10 }, (_, nth) => `line ${nth + 2}`).join(' / '),
  ],
  ['outputTail omits lines without letters or digits', '{\n}\n\n', ''],
])('%s', (_what, output, words) => {
  expect(outputTail(output)).toBe(words)
})

it('outputTail truncates long lines and returns at most 800 characters', () => {
  expect(outputTail(`Error: ${'x'.repeat(5000)}`)).toMatch(/^Error: x+…$/)
  expect(outputTail(`${'y'.repeat(250)}\n`.repeat(9)).length).toBeLessThanOrEqual(800)
})

it('withoutKey also removes a key that is cut off', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = privateKey.export({ format: 'jwk' }) as Jwk
  const json = JSON.stringify({ ...jwk, n: undefined })
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
  for (const key of [json, json.slice(0, 200), pem, pem.slice(0, 200), JSON.stringify(pem).slice(0, 200)]) {
    const redacted = withoutKey(`Error: bad key\n${key}`, jwk)
    expect(redacted).toMatch(/^Error: bad key\n.*\[private\]/s)
    expect(redacted).not.toMatch(/[A-Za-z0-9+/_-]{40}/)
  }
})
