/** Each promise in docs/security.md names a test that exists. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { testTitles } from './test-titles.ts'

const page = new URL('../../docs/security.md', import.meta.url)
const text = readFileSync(page, 'utf8')
const promises = [...text.matchAll(/^\| (?<promise>[^|]+) \| (?<proof>[^|]+) \|$/gm)]
  .map(({ groups }) => groups as { promise: string; proof: string })
  .filter(({ promise }) => promise !== 'promise' && !promise.startsWith('-'))

describe('docs/security.md', () => {
  it('has a table of promises', () => {
    expect(promises.length).toBeGreaterThan(20)
  })

  it.each(promises)('$promise', ({ proof }) => {
    const tests = [...proof.matchAll(/\[(?<title>[^\]]+)\]\((?<file>[^)]+)\)/g)]
    expect(tests.length).toBeGreaterThan(0)
    for (const { groups: { title = '', file = '' } = {} } of tests)
      expect(testTitles(file, readFileSync(new URL(file, page), 'utf8'))).toContainEqual(expect.stringContaining(title))
  })
})

it('only the title of a test or a group counts: no comment, no value, no other text', () => {
  const source = `// a comment
    describe.each(['a row'])('a group %s', () => {
      it('a test', () => expect('a value').toBe(text('another value')))
      it.skipIf(!has('a tool')).each([1])(\`a test of \${count}\`, () => undefined)
    })`
  expect(testTitles('a.test.ts', source)).toEqual(['a group %s', 'a test', 'a test of ${count}'])
})
