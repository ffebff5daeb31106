/** The `@example` blocks of doc comments quote tests: one file under `test/` has all lines of a block, in order, whitespace aside. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const exclude = ['**/{node_modules,dist}/**']
const read = (path: string) => readFileSync(root + path, 'utf8')
const withoutSpace = (text: string) => text.replaceAll(/\s/g, '')

const tests = globSync('test/**/*.{ts,js}', { cwd: root, exclude }).map((path) => withoutSpace(read(path)))

const examples = globSync('{contract,client,mock-sts}/**/*.ts', { cwd: root, exclude })
  .toSorted()
  .flatMap((path) =>
    [...read(path).matchAll(/@example\s*\n([\s\S]*?)(?=\n\s*\*\s*@|\n?\s*\*\/)/g)].map(([, block = '']) => {
      const lines = block.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trim())
      return { path, lines: lines.filter((line) => line !== '' && !line.startsWith('```')) }
    }),
  )

function hasAll(test: string, lines: readonly string[]): boolean {
  let from = 0
  return lines.every((line) => {
    const text = withoutSpace(line)
    const at = test.indexOf(text, from)
    from = at + text.length
    return at >= 0
  })
}

it('finds examples in the entry points of the twin', () => {
  const files = new Set(examples.map(({ path }) => path))
  const expected = ['clock', 'index', 'matchers', 'msw', 'testcontainers', 'twin/helse-id-mock', 'vitest']
  for (const name of expected) expect(files).toContain(`mock-sts/${name}.ts`)
})

it.each(examples.map(({ path, lines }) => [path, lines[0], lines] as const))('%s: %s', (path, _, lines) => {
  const isQuoted = lines.length > 0 && tests.some((test) => hasAll(test, lines))
  expect(
    isQuoted,
    `no file under test/ has all lines of this example of ${path}, in order: take them from a test`,
  ).toBe(true)
})
