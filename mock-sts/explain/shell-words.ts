/** The words of a command as a POSIX shell splits them. */
import { type ParseEntry, parse as parseShell } from 'shell-quote'
import { unknownValue } from './redacted.ts'

/** The longest command that is parsed. */
const maxCommandLength = 1024 * 1024

/** A line that continues the one before it, also if the mark at its end is lost or has a space after it: it starts with an option. */
const continuation = /[ \t]*-{1,2}[A-Za-z]/y

/** Where the command that starts at `start` ends: at the first line break that is neither quoted nor escaped by `escapeMark`. */
export function endOfCommand(text: string, start: number, escapeMark: '\\' | '`'): number {
  let quote = ''
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const character = text[at] as string
    if (character === escapeMark && quote !== "'") at += spacesBeforeBreak(text, at + 1) + 1
    else if (quote !== '') {
      if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    // A hashtable of PowerShell may have several lines.
    else if (character === '{' && escapeMark === '`') depth++
    else if (character === '}' && escapeMark === '`') depth--
    else if (character === '\n' && depth <= 0 && !continues(text, at + 1)) return at
  }
  return text.length
}

function continues(text: string, at: number): boolean {
  continuation.lastIndex = at
  return continuation.test(text)
}

/** How many spaces are between `at` and the end of the line; 0 if something else is. */
function spacesBeforeBreak(text: string, at: number): number {
  let end = at
  while (text[end] === ' ' || text[end] === '\t') end++
  return text[end] === '\n' ? end - at : 0
}

/** Variables set before the command, on lines of their own: `NAME=value`, `export NAME=value`. */
export function shellVariables(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const line of text.split('\n')) {
    const found = /^(?:[$%] )?(?:export\s+)?([A-Za-z_]\w*)=(\S.*)$/.exec(line)
    if (found === null || (found[2] as string).length > maxCommandLength) continue
    const [value] = parseShell(withoutSubstitutions(found[2] as string))
    if (typeof value === 'string') values.set(found[1] as string, value)
  }
  return values
}

/** The output of another command, `$(…)` or `` `…` ``, is not known. */
function withoutSubstitutions(command: string): string {
  return command.replace(/\$\([^()]{0,500}\)|`[^`]{0,500}`/g, unknownValue)
}

/**
 * The words of one command, up to `|`, `;` or `&&`. Glob patterns are taken literally. The value of a variable that is
 * not in `variables` is `unknownValue`.
 * @throws {SyntaxError} for `&` outside quotes
 */
export function shellWords(command: string, variables: ReadonlyMap<string, string>): string[] {
  if (command.length > maxCommandLength)
    throw new SyntaxError(`the command has more than ${maxCommandLength} characters`)
  const entries = parseShell(
    withoutSubstitutions(withoutAnsiQuotes(command.replace(/\\[ \t]*\n/g, ' '))),
    (name) => variables.get(name) ?? unknownValue,
  ) as ParseEntry[]
  const words: string[] = []
  for (const entry of entries) {
    if (typeof entry === 'string') words.push(entry)
    else if ('pattern' in entry) words.push(entry.pattern)
    else if ('op' in entry && entry.op === '&')
      throw new SyntaxError('an & outside quotes ends a command in a shell: put the form in quotes')
    else if ('op' in entry && [';', '|', '||', '&&', '|&'].includes(entry.op)) return words
  }
  return words
}

/** `$'…'` with its escapes, which browsers write for text with quotes, as `'…'`. */
function withoutAnsiQuotes(command: string): string {
  return command.replace(/(^|[\s=])\$'((?:[^'\\]|\\.)*)'/gs, (_, before: string, quoted: string) => {
    const value = quoted.replace(
      /\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|(.))/gis,
      (_escape, unicode, hex, other: string) => {
        if (unicode ?? hex) return String.fromCharCode(Number.parseInt(unicode ?? hex, 16))
        return ({ n: '\n', r: '\r', t: '\t' } as Record<string, string>)[other] ?? other
      },
    )
    return `${before}'${value.replaceAll("'", "'\\''")}'`
  })
}
