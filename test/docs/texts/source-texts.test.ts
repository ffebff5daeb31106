/** What a text of the source is, and which texts are left out. */
import { expect, it } from 'vitest'
import { sourceTexts } from '../../../docs/texts/source-texts.ts'

function linesOf(path: string, source: string, ...produced: string[]): Record<string, readonly string[]> {
  const groups = sourceTexts([{ path, source }], [{ title: 'Produced', lines: produced }])
  return Object.fromEntries(groups.filter(({ lines }) => lines.length > 0).map(({ title, lines }) => [title, lines]))
}

it.each([
  ['Errors', 'client/a.ts', 'throw new UsageError(`unknown command "${name}"`)', 'unknown command "${name}"'],
  ['Errors', 'client/a.ts', "const a = new TokenRefused('proof-jwk', 'the key is unusable')", 'the key is unusable'],
  ['Errors', 'client/a.ts', 'if (a) throw ok ? x("one text") : y', 'one text'],
  ['Problem details', 'mock-sts/a.ts', "problemResponse(404, 'Not', 'Not found')", 'Not found'],
  ['Problems of a configuration or a request', 'mock-sts/a.ts', "x({ detail: 'it is wrong' })", 'it is wrong'],
  ['Log lines and notes', 'mock-sts/a.ts', "x({ message: 'the journal is full' })", 'the journal is full'],
  ['Verdicts and findings', 'contract/a.ts', "broken({ fix: 'Send it once' })", 'Send it once'],
  ['Printed by commands', 'mock-sts/a.ts', "console.log('in a moment')", 'in a moment'],
  ['Advice of helseid doctor', 'client/cli/doctor-advice.ts', "const a = { b: 'try again' }", 'try again'],
  ['Sources', 'contract/a.ts', "const a = { reference: 'Duende TokenValidator' }", 'Duende TokenValidator'],
  ['Other texts', 'mock-sts/a.ts', "const a = 'some other text'", 'some other text'],
])('a text is one of %s: %s, %s', (title, path, source, text) => {
  expect(linesOf(path, source)).toEqual({ [`${title} (in the source)`]: [`${path}:1  ${text}`] })
})

it('leaves out what is produced already, however it was wrapped', () => {
  const source = 'const a = `the token of ${client} has\\nexpired`, b = "a new text"'
  expect(linesOf('client/a.ts', source, 'x: the token of', 'c has expired')).toEqual({
    'Other texts (in the source)': ['client/a.ts:1  a new text'],
  })
})

it('leaves out single words, types and module names', () => {
  const source = "import a from 'some module'\ntype A = 'not evaluated'\nconst b = ['word', `${a} ${b}`]"
  expect(linesOf('client/a.ts', source)).toEqual({})
})

it('prints a repeated text once, with its first place and its count', () => {
  const source = "const a = 'same text'\nconst b = 'same text'"
  expect(linesOf('client/a.ts', source)).toEqual({
    'Other texts (in the source)': ['client/a.ts:1  same text (×2)'],
  })
})
