/** Configuration and client files as editors, shells and other tools write them. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHelseIdMock } from 'helseid-mock'
import { afterEach, expect, it, vi } from 'vitest'
import { readSettings } from '../../../mock-sts/cli/find-settings.ts'
import { run } from '../../../mock-sts/cli/run.ts'

afterEach(() => vi.restoreAllMocks())

const folder = mkdtempSync(join(tmpdir(), 'helseid-mock-'))
let files = 0
const file = (content: string | Buffer) => {
  files += 1
  const path = join(folder, `${files}.json`)
  writeFileSync(path, content)
  return path
}
const text = '{\r\n  "host": "øst.example"\r\n}\r\n'

it.each([
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
  ['UTF-16 of PowerShell', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['big-endian UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['UTF-16 without byte order mark', Buffer.from('{ "host": "øst.example" }', 'utf16le')],
])('a configuration in %s is read', async (_, bytes) => {
  expect(await readSettings({ config: file(bytes) }, {})).toMatchObject({ host: 'øst.example' })
})

it.each<[string, string | Buffer, RegExp]>([
  [
    'Latin-1',
    Buffer.from('{\n"host": "øst" }', 'latin1'),
    /^the configuration: .*\.json is not UTF-8 \(line 2\): save it as UTF-8$/,
  ],
  ['an empty file', '', /\.json is not valid JSON: it is empty$/],
  ['a file with white space only', '\r\n ', /it contains only white space$/],
  ['YAML', 'port: 8080\nclients: []\n', /it looks like YAML: write it as JSON$/],
  ['comments', '{\n  // our port\n  "port": 8080\n}', /JSON has no comments: remove the one at line 2, column 3$/],
  ['a trailing comma', '{\n  "port": 8080,\n}', /remove the comma before the \} at line 3, column 1$/],
  [
    'a repeated member',
    '{ "port": 1, "port": 2 }',
    /the member "port" is given twice, at line 1, column 3 and at line 1, column 14: keep one/,
  ],
  ['two documents', '{"port": 1}\n{"port": 2}\n', /a second JSON document begins .* at line 2, column 1$/],
  ['a number as text', '{ "port": "8080" }', /\/port must be a whole number, not "8080": write it without quotes$/],
  ['a boolean as text', '{ "tls": "TRUE" }', /\/tls must be true or false, not "TRUE": write true, without quotes$/],
])('%s is refused, saying what to change', async (_, content, message) => {
  await expect(readSettings({ config: file(content) }, {})).rejects.toThrow(message)
})

it('a directory where the file should be is named as such', async () => {
  const path = join(folder, 'helseid-mock.config.json')
  mkdirSync(path)
  await expect(readSettings({ config: path }, {})).rejects.toThrow(/is a directory, not a file \(Docker creates one/)
})

it.each([
  '{"controlToken": hunter2hunter2}',
  '[{"controlToken": "hunter2hunter2"}]',
  '“{"controlToken": "hunter2hunter2"}',
  '{"controlToken": "hunter2hunter2" "port": 1}',
  '{"controlToken": "hunter2hunter2',
])('an error does not quote the secret in %s', async (config) => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  expect(await run(['--config', config])).toBe(2)
  expect(await run(['--config', file(config)])).toBe(2)
  const lines = error.mock.calls.map(([line]) => String(line))
  expect(lines).toHaveLength(2)
  expect(lines.join()).not.toContain('hunter2')
})

it('a client file with a byte order mark is read, and an error gives its position', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const twin = 'http://127.0.0.1:1'
  expect(await run(['clients', 'add', file('\ufeff{"clientId": "c"}'), '--twin', twin])).toBe(2)
  expect(error.mock.calls.at(-1)?.[0]).toContain('cannot reach')
  expect(await run(['clients', 'add', file('{"clientSecret": hunter2hunter2}'), '--twin', twin])).toBe(2)
  expect(error.mock.calls.at(-1)?.[0]).toMatch(/^(?!.*hunter2).*clients add is not valid JSON: .*line 1, column 18$/)
})

it.each<[string, object]>([
  ['a client instead of a list', { clients: { clientId: 'c', clientSecret: 'hunter2hunter2' } }],
  ['an object in the wrong place', { scenario: { controlToken: 'hunter2hunter2' } }],
  ['a list in the wrong place', { host: ['hunter2hunter2'] }],
  ['an issuer with a password', { issuer: 'https://me:hunter2@idp.example/path' }],
  ['an origin with a password', { issuer: 'https://me:hunter2@idp.example' }],
])('no error quotes the secret in %s', async (_, config) => {
  const refused = readSettings({ config: JSON.stringify(config) }, {})
  await expect(refused).rejects.toThrow(/must be/)
  await expect(refused).rejects.not.toThrow(/hunter2/)
  expect(() => createHelseIdMock(config)).toThrow(/must be|unknown/)
  expect(() => createHelseIdMock(config)).not.toThrow(/hunter2/)
})

it('a password in the URL of the twin is refused without being quoted', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  expect(await run(['clients', '--twin', 'http://me:hunter2@127.0.0.1:1'])).toBe(2)
  expect(error.mock.calls).toEqual([['helseid-mock: the URL of the twin must not contain a user or password']])
})

it.each(['https://me:hunter2@idp.example', 'https://me:hunter2@idp.example/path'])(
  '--issuer %s is refused without being quoted',
  async (issuer) => {
    await expect(readSettings({ issuer }, {})).rejects.toThrow(
      /^--issuer must be an origin .*, without user and password$/,
    )
  },
)
