/** Names of tests: which are found in a file, and which of them are sentences. */
import { expect, it } from 'vitest'
import { isTestFile, problemOf, testNames } from '../../../docs/words/test-names.ts'

it.each([
  'renews an expired token',
  'an expired token is renewed',
  'keeps signing keys across a restart (E12)',
  'the key did not change',
  'refuses %s',
  '%s is not an issuer',
  '%s',
  '%s: %j',
  '$kind, $name',
  'clients can share one store',
])('accepts the sentence "%s"', (name) => {
  expect(problemOf(name)).toBeUndefined()
})

it.each([
  ['ok', 'has fewer than 3 words'],
  ['registerClient', 'has fewer than 3 words'],
  ['it works', 'has fewer than 3 words'],
  ['a port in use', 'has no verb'],
  ['and of that too', 'has no verb'],
  ['metadata: %s', 'has no verb'],
  ['E12 keeps the keys of the twin', 'starts with the id of a case'],
])('refuses "%s", which %s', (name, problem) => {
  expect(problemOf(name)).toMatch(new RegExp(`^${problem}`))
})

it('reads the names that `it` and `test` have in every form', () => {
  const source = `import { it, test } from 'vitest'
it('one', () => {})
test(\`two \${2}\`, () => {})
it.each([['row']])('three %s', () => {})
it.skipIf(true)('four', () => {})
it.concurrent('five', () => {})
describe('a group', () => { it('six', () => {}) })
const isIt = /it/.test('not a name')
it.each(['no name'])`
  const names = testNames({ path: 'test/a.test.ts', source })
  expect(names.map(({ text }) => text)).toEqual(['one', 'two ${2}', 'three %s', 'four', 'five', 'six'])
  expect(names[0]?.offset).toBe(source.indexOf("'one'"))
})

it('looks into suites that test files share, and into no other file', () => {
  const source = "import { it } from 'vitest'"
  expect(isTestFile({ path: 'test/behaviour/suite.ts', source })).toBe(true)
  expect(isTestFile({ path: 'mock-sts/vitest.ts', source })).toBe(false)
  expect(isTestFile({ path: 'test/keys/pem.ts', source: '' })).toBe(false)
})
