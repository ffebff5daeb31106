/** The entry points of helseid-mock on a Node that is too old: an error that names the version, not a function that is missing. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import packageJson from 'helseid-mock/package.json' with { type: 'json' }
import { expect, it } from 'vitest'

const execute = promisify(execFile)
const cwd = fileURLToPath(new URL('../../../', import.meta.url))

/** Imports an entry point on a Node with another version number, and without a function that Node 20 lacks. */
async function importedOn(node: string, name: string): Promise<string> {
  const older = `Object.defineProperty(process, 'versions', { value: { node: '${node}' } }); delete Map.groupBy`
  const loaded = `import('${name}').then(() => console.log('loaded'), (error) => console.log(error.message))`
  const flags = ['--conditions=helseid-source', '--import', `data:text/javascript,${encodeURIComponent(older)}`]
  const { stdout } = await execute(process.execPath, [...flags, '--eval', loaded], { cwd })
  return stdout.trim()
}

it.each([
  ['20.20.2', 'helseid-mock'],
  ['22.11.0', 'helseid-mock'],
  ['20.20.2', 'helseid-mock/matchers'],
  ['20.20.2', 'helseid-mock/msw'],
  ['20.20.2', 'helseid-mock/testcontainers'],
])('Node %s: %s says which Node it requires', async (node, name) => {
  expect(await importedOn(node, name)).toBe(
    `helseid-mock requires Node ${packageJson.engines.node.slice(2)} or later, this is ${node}: npm i -D node@24 installs one`,
  )
})

it('Node 22.12 passes', async () => {
  expect(await importedOn('22.12.0', 'helseid-mock/matchers')).toBe('loaded')
})
