/** The bundle of the image in parts: each chunk is in one of them, and is read when it is first needed. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packParts } from '../../docker/parts.ts'

const sources = {
  'main.js': `
    import { add } from './shared.js'
    add('main')
    if (process.argv[2] === 'late') import('./late.js').then(({ run }) => run())`,
  'shared.js': `
    const seen = []
    export function add(what) { seen.push(what); console.log(seen.join(' ')) }`,
  'late.js': `
    import { add } from './shared.js'
    export function run() { add('late') }`,
}

let folder: string
let bundle: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parts-'))
  for (const [name, text] of Object.entries(sources)) await writeFile(join(folder, name), text)
  const options = { absWorkingDir: folder, platform: 'node', logLevel: 'silent' } as const
  const { files } = await packParts(
    'main.js',
    [{ file: 'start.js', modules: ['main.js'] }, { file: 'rest.js' }],
    options,
  )
  bundle = join(folder, 'bundle')
  await mkdir(join(bundle, 'cache'), { recursive: true })
  for (const [name, text] of files) await writeFile(join(bundle, name), text)
  const entry = new URL('../../docker/run-parts.ts', import.meta.url).pathname
  const define = { firstPart: '"start.js"' }
  await build({
    ...options,
    define,
    entryPoints: [entry],
    outfile: join(bundle, 'main.cjs'),
    bundle: true,
    format: 'cjs',
  })
  await writeFile(join(bundle, 'keep.cjs'), `const { keepCode } = require('./main.cjs'); setTimeout(keepCode, 100)`)
})

afterAll(async () => rm(folder, { recursive: true }))

/** What it prints, and what it says about its parts. */
async function run(file: string, ...args: string[]): Promise<{ readonly stdout: string; readonly parts: string[] }> {
  const env = { ...process.env, NODE_DEBUG: 'helseid-mock' }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(bundle, file), ...args], { env })
  return { stdout, parts: stderr.match(/\w+\.js: compiled code \w+/g) ?? [] }
}

it('reads the first part only, and another one when a module in it is imported; both share their modules', async () => {
  expect(await run('main.cjs')).toEqual({ stdout: 'main\n', parts: ['start.js: compiled code missing'] })
  expect(await run('main.cjs', 'late')).toEqual({
    stdout: 'main\nmain late\n',
    parts: ['start.js: compiled code missing', 'rest.js: compiled code missing'],
  })
})

it('uses the compiled code that was kept, and runs without it where another version of Node has kept it', async () => {
  await run('keep.cjs', 'late')
  const used = await run('main.cjs', 'late')
  expect(used.parts).toEqual(['start.js: compiled code used', 'rest.js: compiled code used'])
  await writeFile(join(bundle, 'cache', 'start.js'), 'of another version')
  const { stdout, parts } = await run('main.cjs')
  expect([stdout, parts]).toEqual(['main\n', ['start.js: compiled code rejected']])
})

it('a part that names a module which nothing imports dynamically is an error', async () => {
  const parts = [{ file: 'start.js', modules: ['shared.js'] }, { file: 'rest.js' }]
  const packed = packParts('main.js', parts, { absWorkingDir: folder, platform: 'node', logLevel: 'silent' })
  await expect(packed).rejects.toThrow('shared.js has no chunk, because nothing imports it dynamically')
})
