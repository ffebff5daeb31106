/** The folders that commands make for what they write. */
import { existsSync, mkdtempSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { run } from '../../../mock-sts/cli/run.ts'
import { makeFolder } from '../../../mock-sts/store/make-folder.ts'

afterEach(() => vi.restoreAllMocks())

const temporary = () => mkdtempSync(join(tmpdir(), 'helseid-mock-'))

// proc(5): /proc answers ENOENT to mkdir, although it exists; the recursive mkdir of Node.js then never returns.
it.skipIf(!existsSync('/proc/self')).each([
  ['serve --port 0 --data-dir /proc/data', 'cannot create the data directory /proc/data'],
  ['keygen --out /proc/data/keys', 'cannot create the folder /proc/data/keys'],
  ['ca create --dir /proc/data', 'cannot write to /proc/data'],
])('%s ends with an error', async (command, message) => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  expect(await run(command.split(' '))).toBe(2)
  expect(error.mock.calls.map(([line]) => String(line))).toEqual([expect.stringContaining(message)])
})

it('makeFolder makes the folders above too, with its mode, and returns the topmost one it made', () => {
  const root = temporary()
  expect(makeFolder(join(root, 'a', 'b'), 0o700)).toBe(join(root, 'a'))
  expect(statSync(join(root, 'a', 'b')).mode & 0o777).toBe(0o700)
  expect(makeFolder(join(root, 'a', 'b'))).toBeUndefined()
})

it('makeFolder refuses a file, a folder in a file, and a symbolic link to nothing', () => {
  const root = temporary()
  writeFileSync(join(root, 'file'), '')
  symlinkSync(join(root, 'missing'), join(root, 'link'))
  expect(() => makeFolder(join(root, 'file'))).toThrow('EEXIST')
  expect(() => makeFolder(join(root, 'file', 'a'))).toThrow('ENOTDIR')
  expect(() => makeFolder(join(root, 'link'))).toThrow('EEXIST')
})
