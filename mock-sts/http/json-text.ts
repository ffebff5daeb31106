/** Reads JSON that people write; an error says where it is wrong and what is expected there, and never quotes it. */
import { type ParseError, visit } from 'jsonc-parser'
import { isDeeper, maxDepth } from './read-json.ts'

/**
 * A byte order mark at the start is ignored (RFC 8259, section 8.1).
 * @throws {SyntaxError} with position and what is expected there, also for a member that is given twice; the text is not quoted, because it
 *   may contain a secret
 */
export function readJsonText(given: string): unknown {
  const text = given.replace(/^\ufeff/, '')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    // No cause: the parser's message quotes the text.
    throw new SyntaxError(problemOf(text, error as Error))
  }
  if (isDeeper(value, maxDepth)) throw new SyntaxError(`it is nested more than ${maxDepth} levels deep`)
  const repeated = repeatedMember(text)
  if (repeated !== undefined) throw new SyntaxError(repeated)
  return value
}

/** What is wrong with the text, and where; undefined for valid JSON. Never quotes the text. */
export function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return problemOf(text, error as Error)
  }
}

function problemOf(text: string, { message }: Error): string {
  if (text === '') return 'it is empty'
  if (text.trim() === '') return 'it contains only white space'
  if (text.includes('\0'))
    return `it contains the character NUL at ${placeOf(text, text.indexOf('\0'))}: save it as UTF-8, or give the right file`
  if (/^\s*-----BEGIN/.test(text)) return 'it is PEM'
  if (/^\s*</.test(text)) return 'it is HTML or XML'
  if (/^(?:\s*#.*\n)*(?:---\s|\s*[\w-]+:\s|\s*- )/.test(text)) return 'it looks like YAML: write it as JSON'
  if (/^(?:\s*#.*\n)*\s*(?:export\s+)?[\w.-]+\s*=/.test(text))
    return 'it consists of lines name=value: write it as JSON'
  // The library descends once for each level.
  const found = isDeepText(text) ? undefined : firstError(text)
  if (found === undefined) return `it breaks off or has a wrong character${placeIn(message)}`
  return `${expectation(text, found)} at ${placeOf(text, found.offset)}`
}

/** The position in the parser's message, without what the message quotes. */
function placeIn(message: string): string {
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? []
  return line === undefined ? '' : ` at line ${line}, column ${column}`
}

function isDeepText(text: string): boolean {
  return (text.match(/[[{]/g)?.length ?? 0) > 500 && maxNesting(text) > 500
}

/** An upper bound: brackets in texts count too. */
function maxNesting(text: string): number {
  let depth = 0
  let deepest = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

function firstError(text: string): ParseError | undefined {
  const errors: ParseError[] = []
  visit(
    text,
    { onError: (error, offset, length) => void (errors.length === 0 && errors.push({ error, offset, length })) },
    { disallowComments: true },
  )
  return errors[0]
}

/** The numbers of `ParseErrorCode`, which is a `const enum` and does not exist when the program runs. */
const codes = {
  invalidNumber: 2,
  colonExpected: 5,
  commaExpected: 6,
  endOfObjectExpected: 7,
  endOfListExpected: 8,
  endExpected: 9,
  comment: 10,
  openString: 12,
  openNumber: 13,
  unicode: 14,
  escape: 15,
  control: 16,
} as const

const expectations: Readonly<Record<number, string>> = {
  [codes.invalidNumber]: 'a number is expected',
  [codes.colonExpected]: 'a colon is expected after the name of the member,',
  [codes.commaExpected]: 'a comma is expected before the next member or value,',
  [codes.endOfObjectExpected]: 'the text ends before the closing }',
  [codes.endOfListExpected]: 'the text ends before the closing ]',
  [codes.comment]: 'JSON has no comments: remove the one',
  [codes.openString]: 'the text that begins here has no closing double quote on its line,',
  [codes.openNumber]: 'the number lacks a digit',
  [codes.unicode]: 'four hex digits are expected after \\u in the text',
  [codes.escape]: 'a backslash in text is written \\\\, as in C:\\\\folder, in the text',
  [codes.control]: 'a tab or control character in text is written \\t or \\u0000, in the text',
}

/** Characters that editors, word processors and other languages leave; none of them is a secret. */
const characters: readonly (readonly [found: RegExp, advice: string])[] = [
  [/^[“”„‟«»‘’‚‛]/, 'the double quote " is expected instead of a typographic one'],
  [/^'/, 'the double quote " is expected instead of a single one'],
  [/^`/, 'the double quote " is expected instead of a backtick'],
  [
    /^[\u00a0\u2000-\u200a\u202f\u205f\u3000]/,
    'an ordinary space is expected instead of a non-breaking or other special one',
  ],
  [/^[\u200b-\u200d\u2060\ufeff]/, 'remove the invisible character'],
  [/^#/, 'JSON has no comments: remove the one'],
  [/^(?:True|TRUE|False|FALSE|Null|NULL)\b/, 'write true, false or null in lower case,'],
  [/^(?:yes|no|on|off)\b/i, 'true or false is expected'],
  [/^(?:None|undefined|NaN|-?Infinity)\b/, 'null is expected, or another value that JSON has,'],
  [/^[;=]/, 'a comma or a colon is expected'],
]

function expectation(text: string, { error, offset }: ParseError): string {
  const rest = text.slice(offset, offset + 12)
  const before = text.slice(0, offset).trimEnd().at(-1)
  if (error === codes.endExpected && /^[[{]/.test(rest))
    return 'a second JSON document begins (put several into one list, [ …, … ])'
  if (error === codes.endExpected && rest.startsWith(':')) return 'an opening { is missing before the first member,'
  if (error === codes.endExpected) return 'nothing is expected after the end,'
  if (expectations[error] !== undefined) return expectations[error]
  if (before === ',' && /^[\]}]/.test(rest)) return `remove the comma before the ${rest[0]}`
  const known = characters.find(([found]) => found.test(rest))
  if (known !== undefined) return known[1]
  if (before === '{') return 'the name of a member in double quotes is expected'
  if (before === ',') return 'a value or the name of a member, in double quotes, is expected'
  return 'a value is expected: text in double quotes, a number, true, false, null, a list or an object,'
}

/** The first member that an object has twice; a parser takes the last, which the reader may not have seen. */
function repeatedMember(text: string): string | undefined {
  const open: Map<string, string>[] = []
  let problem: string | undefined
  visit(text, {
    onObjectBegin: () => void open.push(new Map()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty(name, _offset, _length, line, character) {
      const members = open.at(-1)
      const here = place(line, character)
      const before = members?.get(name)
      if (before !== undefined)
        problem ??= `the member ${JSON.stringify(name.slice(0, 60))} is given twice, at ${before} and at ${here}: keep one of them`
      members?.set(name, here)
    },
  })
  return problem
}

function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/)
  return place(lines.length - 1, lines.at(-1)?.length ?? 0)
}

function place(line: number, character: number): string {
  return `line ${line + 1}, column ${character + 1}`
}
