/** Each promise in docs/security.md names a test that exists. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

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
      expect(readFileSync(new URL(file, page), 'utf8')).toContain(title)
  })
})
