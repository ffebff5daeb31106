/** `helseid-mock/matchers`: the matchers without Vitest, documented for other runners. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

it('the matchers import no test runner', async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('mock-sts/matchers.ts', root))],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path))
  expect(imported).toContain('helseid-contract/rules')
  expect(imported.filter((path) => !path.startsWith('helseid-'))).toEqual(['fastest-levenshtein'])
})

it.each(['vitest', 'jest', 'node', 'bun', 'deno'])('README.md links to the example of %s', (runner) => {
  const path = `test/examples/runners/${runner}.test.js`
  expect(read('README.md')).toContain(`[\`${runner}.test.js\`](${path})`)
  const titles = [...read(path).matchAll(/test\('(.*)'/g)].map(([, title]) => title)
  expect(titles).toEqual([
    'the client gets a token',
    'the twin says which rule a client broke',
    'the API accepts a minted token and refuses an expired one',
  ])
})
