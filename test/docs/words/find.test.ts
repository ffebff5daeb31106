/** The word list finds its words in every kind of text, names the place, and respects its exceptions. */
import { describe, expect, it } from 'vitest'
import type { Entry, Exception } from '../../../docs/words/entry.ts'
import { findWords, formatFinding } from '../../../docs/words/find.ts'

const phrase: Entry = { find: 'in the place of', write: 'instead of', scope: 'prose' }
const word: Entry = { find: 'asked', write: ['request', 'options'], scope: 'identifiers' }

function found(path: string, source: string, ...entries: Entry[]): string[] {
  return findWords([{ path, source }], entries).findings.map(formatFinding)
}

it.each([
  ['a line comment', 'a.ts', 'const a = 1 // in the place of'],
  ['a doc comment that breaks the phrase', 'a.ts', '/**\n * in the\n * place of\n */\nconst a = 1'],
  ['line comments that break the phrase', 'a.ts', '// in the place\n// of\nconst a = 1'],
  ['a string', 'a.ts', "throw new Error('this in the place of that')"],
  ['a template around an expression', 'a.ts', 'const a = `$' + '{b} in the place of $' + '{c}`'],
  ['a string within the expression of a template', 'a.ts', 'const a = `$' + "{b('x in the place of y')}`"],
  ['the name of a test', 'a.test.ts', "it('is used in the place of that', () => {})"],
  ['JavaScript', 'a.js', '// in the place of'],
  ['the value of a JSON member', 'a.json', '{ "title": "this in the place of that" }'],
  ['a comment in JSON', 'a.jsonc', '{\n// in the place of\n"a": 1 }'],
  ['a Markdown paragraph', 'a.md', '# Title\n\nThis in the\nplace of that.'],
  ['a Markdown table', 'a.md', '| a | b |\n|---|---|\n| in the place of | c |'],
  ['a quotation in Markdown', 'a.md', '> In the\n> place of'],
  ['a comment in Markdown', 'a.md', '<!-- In the place of -->'],
  ['a YAML comment', 'a.yml', 'a: 1\n# in the\n# place of'],
  ['a shell comment', 'run', '#!/bin/bash\necho # in the place of'],
  ['a Python comment', 'a.py', '"""In the place of."""'],
])('finds a phrase in %s', (_, path, source) => {
  expect(found(path, source, phrase)).toHaveLength(1)
})

it.each([
  ['a code fence', 'a.md', '```sh\necho in the place of\n```'],
  ['code in a sentence', 'a.md', 'Say `in the place of` or not.'],
  ['an address', 'a.md', '[here](https://x.example/in%20the%20place "in the place of")'],
  ['code that a comment quotes', 'a.ts', '// Not `in the place of`.'],
  ['the name of a JSON member', 'a.json', '{ "in the place of": "a value" }'],
  ['a module name', 'a.ts', "import a from 'in the place of'"],
])('does not look for phrases in %s', (_, path, source) => {
  expect(found(path, source, phrase)).toEqual([])
})

it.each([
  ['a variable', 'const askedSts = 1'],
  ['a destructured variable', 'const { a: asked } = b'],
  ['a parameter', 'function a(asked: string) {}'],
  ['a function', 'function readAsked() {}'],
  ['a type', 'type AskedSts = string'],
  ['a member of a type', 'interface A { asked?: string }'],
  ['a member of an object', 'const a = { asked: 1 }'],
  ['a method', 'class A { asked() {} }'],
  ['a private field', 'class A { #asked = 1 }'],
  ['a constant in capitals', 'const ASKED_STS = 1'],
  ['a string of one word', "const a = 'not-asked'"],
])('finds a word in the name of %s', (_, source) => {
  expect(found('a.ts', source, word)).toHaveLength(1)
})

it('finds a word in the name of a file', () => {
  expect(found('docs/asked-sts.test.ts', '', word)).toEqual([
    'docs/asked-sts.test.ts:1:1: "asked" in the name asked-sts: write "request" or "options"',
  ])
})

it('reports a name once per file, where it is declared, and no use of it', () => {
  const source = 'const a = b.asked\nfunction c() { const asked = a\nreturn { asked } }\nconst d = (asked: 1) => asked'
  expect(found('a.ts', source, word)).toEqual(['a.ts:2:22: "asked" in the name asked: write "request" or "options"'])
})

it('finds no word within another', () => {
  expect(found('a.ts', 'const basked = 1 // masked', word)).toEqual([])
})

it('names the line and the column where the words begin', () => {
  const source = 'const a = 1\n\n/**\n * One.\n *   In the\n * place of two.\n */\n'
  expect(found('a.ts', source, phrase)).toEqual([
    'a.ts:5:6: "In the * place of": write "instead of"'.replace(' * ', ' '),
  ])
  expect(found('a.md', 'æ – ø\n\nOne in the place of two', phrase)).toEqual([
    'a.md:3:5: "in the place of": write "instead of"',
  ])
})

it('reports a file that it cannot parse', () => {
  expect(() => found('a.ts', 'const = ', word)).toThrow(SyntaxError)
})

describe('an exception', () => {
  const source = 'const a = "once upon a time in the place of that" // in the place of this'
  const withException = (exception: Omit<Exception, 'reason'>): Entry => ({
    ...phrase,
    exceptions: [{ reason: 'HelseID’s own words', ...exception }],
  })

  it('with a glob lets the words stay in its files alone', () => {
    const entry = withException({ files: 'contract/**' })
    expect(found('contract/cases/a.ts', source, entry)).toEqual([])
    expect(found('client/a.ts', source, entry)).toHaveLength(2)
  })

  it('with a phrase lets the words stay within that phrase alone', () => {
    const entry = withException({ phrase: 'upon a time in the place of' })
    expect(found('a.ts', source, entry)).toEqual([expect.stringContaining('a.ts:1:54')])
  })

  it('with a phrase that quotes code is matched with the text of the file', () => {
    const entry = withException({ phrase: '`aud` in the place of' })
    expect(found('a.ts', '// `aud` in the place of', entry)).toEqual([])
    expect(found('a.ts', '// `iss` in the place of', entry)).toHaveLength(1)
  })

  it('with both holds for the phrase in those files', () => {
    const entry = withException({ files: 'contract/**', phrase: 'in the place of this' })
    expect(found('contract/a.ts', source, entry)).toHaveLength(1)
    expect(found('client/a.ts', source, entry)).toHaveLength(2)
  })

  it('for a name holds for that whole name', () => {
    const entry: Entry = { ...word, exceptions: [{ reason: 'public', phrase: 'asked' }] }
    expect(found('a.ts', 'const asked = 1', entry)).toEqual([])
    expect(found('a.ts', 'const askedSts = 1', entry)).toHaveLength(1)
  })

  it('that excepts nothing any more is reported with its reason', () => {
    const entry = withException({ files: 'contract/**', phrase: 'never' })
    expect(findWords([{ path: 'contract/a.ts', source }], [entry]).stale).toEqual([
      'the exception of in the place of for contract/**, "never" (HelseID’s own words) excepts nothing: remove it',
    ])
    const used = withException({ phrase: 'in the place of that' })
    expect(findWords([{ path: 'contract/a.ts', source }], [used]).stale).toEqual([])
  })
})
