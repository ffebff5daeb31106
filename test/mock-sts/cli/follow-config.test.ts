/** `serve` watches its configuration file: it applies a change, or logs why not and keeps the previous configuration. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHelseIdMock, type LogEvent } from 'helseid-mock'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readSettings } from '../../../mock-sts/cli/find-settings.ts'
import { followConfig } from '../../../mock-sts/cli/follow-config.ts'

let path: string
let unfollow: () => void
let events: LogEvent[]
let wake: () => void = () => undefined
const twin = createHelseIdMock()

/** The next log message. */
async function logged(): Promise<string> {
  if (events.length === 0)
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  return (events.shift() as LogEvent).message
}

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'config.json')
  events = []
  unfollow = followConfig({
    path,
    interval: 20,
    log: (event) => {
      events.push(event)
      wake()
    },
    apply: async () => {
      const { profile, demoClient: _demo, logFormat: _format, ...settings } = await readSettings({ config: path }, {})
      await twin.configure({ ...settings, ...(profile && { profile }) })
      return 'done'
    },
  })
})
afterEach(() => unfollow())

const algorithms = async () => {
  const response = await twin.handle(new Request('https://helseid-sts.test.nhn.no/.well-known/openid-configuration'))
  return ((await response.json()) as { dpop_signing_alg_values_supported: string[] }).dpop_signing_alg_values_supported
    .length
}

it('applies a new file, and keeps the previous configuration if the file becomes invalid or is removed', async () => {
  expect(await algorithms()).toBe(9)
  writeFileSync(path, '{ "profile": "next" }')
  expect(await logged()).toBe(`configuration applied from ${path}: done`)
  expect(await algorithms()).toBe(6)
  writeFileSync(path, '{ "profile": "strict", "clents": [] }')
  expect(await logged()).toMatch(
    /^configuration not applied, keeping the previous one: .*config.json: \n {2}- the configuration has an unknown member "clents"; did you mean "clients"\?\n {2}- \/profile is "strict": use today, next, lenient$/,
  )
  writeFileSync(path, '{ "profile": "tod')
  expect(await logged()).toMatch(
    /^configuration not applied, keeping the previous one: .*config.json is not valid JSON/,
  )
  expect(await algorithms()).toBe(6)
  // A byte order mark, which Windows' editors write.
  writeFileSync(path, '\ufeff{ "profile": "today" }\r\n')
  expect(await logged()).toBe(`configuration applied from ${path}: done`)
  expect(await algorithms()).toBe(9)
  writeFileSync(path, '{\r\n  "profile": "next",\r\n  "controlToken": hunter2hunter2\r\n}')
  const message = await logged()
  expect(message).toMatch(/is not valid JSON: a value is expected: .*, at line 3, column 19$/)
  expect(message).not.toContain('hunter2')
  writeFileSync(path, '{ "profile": "next" }')
  expect(await logged()).toBe(`configuration applied from ${path}: done`)
  rmSync(path)
  expect(await logged()).toBe(`configuration not applied, keeping the previous one: ${path} does not exist any more`)
  expect(await algorithms()).toBe(6)
})
