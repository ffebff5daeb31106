/** The programs `helseid` and `helseid-mock` on a Node that is too old: one line that says how to get a newer one. */
import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const execute = promisify(execFile)

describe.each(['client/bin/helseid.js', 'mock-sts/bin/helseid-mock.js'])('%s on a Node that is too old', (path) => {
  const program = fileURLToPath(new URL(`../../${path}`, import.meta.url))
  /** A project that has the program as a package, and the package `node` with these files. */
  const project = (...files: string[]) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'old-node-')))
    const installed = join(folder, 'node_modules/program')
    mkdirSync(join(installed, 'bin'), { recursive: true })
    copyFileSync(program, join(installed, 'bin/program.js'))
    writeFileSync(join(installed, 'package.json'), '{"type": "module"}')
    for (const file of files) {
      mkdirSync(dirname(join(folder, 'node_modules/node', file)), { recursive: true })
      writeFileSync(join(folder, 'node_modules/node', file), '{}')
    }
    return folder
  }
  const refusal = async (cwd: string, started: string, { version = '20.1.0', env = {} } = {}) => {
    const older = `data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"${version}"}})`
    const options = { cwd, env: { ...process.env, npm_config_ignore_scripts: '', ...env } }
    const refused = await execute(process.execPath, ['--import', older, started, '--help'], options).catch((e) => e)
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/^[^\n]+\n$/) })
    return String(refused.stderr)
  }
  const installed = 'node_modules/program/bin/program.js'

  it('says in a project how to get a newer one', async () => {
    for (const version of ['20.1.0', '22.11.0'])
      expect(await refusal(project(), installed, { version })).toMatch(
        `requires Node 22.12 or later, this is ${version}; npm i -D node@24 installs one in your project`,
      )
  })

  it('says in a checkout how to get a newer one', async () => {
    for (const version of ['20.1.0', '22.17.0'])
      expect(await refusal(project(), program, { version })).toMatch(
        `requires Node 22.18 or later, this is ${version}; run npm ci, which installs one, and start helseid`,
      )
  })

  // npm has then installed the package node without its program; installing it again changes nothing.
  it('does not advise to install one if npm has done so without running scripts', async () => {
    const folder = project('package.json')
    const message = await refusal(folder, installed)
    expect(message).toMatch(
      `${join(folder, 'node_modules/node')} is incomplete, because npm did not run its install script`,
    )
    expect(message).toMatch('run npm rebuild node --ignore-scripts=false')
    expect(message).not.toMatch('npm i')
  })

  it('advises how to install one although npm runs no scripts', async () => {
    const env = { npm_config_ignore_scripts: 'true' }
    expect(await refusal(project(), installed, { env })).toMatch('npm i -D node@24 --ignore-scripts=false installs one')
    expect(await refusal(project(), program, { env })).toMatch('run npm ci --ignore-scripts=false, which installs one')
  })

  it('says how to use a newer one that is installed', async () => {
    const folder = project('package.json', 'bin/node')
    expect(await refusal(folder, installed)).toMatch(
      new RegExp(`start helseid\\S* with npx, which uses the Node in ${join(folder, 'node_modules/node')}`),
    )
  })
})
