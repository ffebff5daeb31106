/** `serve --open` opens the workbench with the command of the platform, and starts without one, too. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openInBrowser } from '../../../mock-sts/cli/open-in-browser.ts'
import { isWindows, serve, startCommand } from './twin-command.ts'

afterEach(() => void vi.unstubAllEnvs())

/** A folder with a command that writes its arguments to a file next to it. */
function commandNamed(name: string, code = 0): string {
  const folder = mkdtempSync(join(tmpdir(), 'helseid-open-'))
  writeFileSync(
    join(folder, name),
    `#!/bin/sh\necho "$@" > "${folder}/opened.tmp"\nmv "${folder}/opened.tmp" "${folder}/opened"\nexit ${code}\n`,
  )
  chmodSync(join(folder, name), 0o755)
  return folder
}
const openedIn = (folder: string) => readFileSync(join(folder, 'opened'), 'utf8').trim()

describe.skipIf(isWindows)('the command of the platform', () => {
  it.each([
    ['linux', 'xdg-open', ''],
    ['freebsd', 'xdg-open', ''],
    ['darwin', 'open', ''],
    ['win32', 'rundll32', 'url.dll,FileProtocolHandler '],
  ])('of %s is %s', async (platform, command, before) => {
    const folder = commandNamed(command)
    vi.stubEnv('PATH', `${folder}:/bin:/usr/bin`)
    expect(await openInBrowser('http://localhost:8080/_mock/ui/?a=b&c;d', platform)).toBeUndefined()
    expect(openedIn(folder)).toBe(`${before}http://localhost:8080/_mock/ui/?a=b&c;d`)
  })

  it('that is missing or fails is named', async () => {
    vi.stubEnv('PATH', '/nowhere')
    expect(await openInBrowser('http://localhost/', 'linux')).toBe('this machine has no command xdg-open')
    vi.stubEnv('PATH', `${commandNamed('xdg-open', 3)}:/bin:/usr/bin`)
    expect(await openInBrowser('http://localhost/', 'linux')).toBe('xdg-open ended with code 3')
  })
})

describe.skipIf(process.platform !== 'linux')('serve --open', () => {
  it('opens the address that the ready line names', async () => {
    const folder = commandNamed('xdg-open')
    const twin = await startCommand([...serve, '--open'], { env: { PATH: `${folder}:${process.env.PATH}` } })
    await vi.waitUntil(() => existsSync(join(folder, 'opened')), 20_000)
    expect(openedIn(folder)).toBe(`${twin.origin}/_mock/ui/`)
    expect(JSON.parse(twin.lines[0] ?? '')).toMatchObject({ workbench: `${twin.origin}/_mock/ui/` })
  })

  it('serves, and notes the address, if there is no command for it', async () => {
    const node = process.execPath.slice(0, process.execPath.lastIndexOf('/'))
    const twin = await startCommand([...serve, '--open'], { env: { PATH: node } })
    await vi.waitUntil(() => twin.lines.some((line) => line.includes('--open')), 20_000)
    expect(twin.lines.at(-1)).toContain(`open ${twin.origin}/_mock/ui/ yourself`)
    expect((await fetch(`${twin.origin}/healthz`)).ok).toBe(true)
  })
})
