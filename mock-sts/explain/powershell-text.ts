/** Parses `Invoke-RestMethod` and `Invoke-WebRequest` of PowerShell. */

import { endOfCall } from './fetch-text.ts'
import type { NotShown, PastedRequest } from './pasted-request.ts'
import { unknownValue } from './redacted.ts'
import { endOfCommand } from './shell-words.ts'

type Value = string | readonly (readonly [string, string])[]
type Variables = ReadonlyMap<string, Value>

/** Variables set before the command: `$name = "…"` and `$name = @{ … }`. */
export function powerShellVariables(text: string): Variables {
  const values = new Map<string, Value>()
  for (const match of text.matchAll(/^[ \t]*(?:\[[\w.]+\][ \t]*)?\$(\w+)[ \t]*=[ \t]*(?=["'@[])/gm)) {
    const start = match.index + match[0].length
    const [value] = new WordReader(text.slice(start, endOfCommand(text, start, '`')), values).words()
    if (value !== undefined) values.set((match[1] as string).toLowerCase(), value)
  }
  return values
}

/** The parameters that are read. PowerShell accepts the start of a name, if it is that of no other parameter. */
const parameters: Readonly<Record<string, string>> = {
  ur: 'uri',
  me: 'method',
  h: 'headers',
  b: 'body',
  cont: 'contenttype',
}

function parameterNamed(given: string): string {
  const start = Object.keys(parameters).find((key) => given.startsWith(key) && parameters[key]?.startsWith(given))
  return start === undefined ? given : (parameters[start] as string)
}

/** What variables outside `variables` and expressions contain is not shown. */
export function parsePowerShell(command: string, variables: Variables): PastedRequest {
  const words = new WordReader(command.replace(/^[^\n]*?(?=Invoke-|irm|iwr)/i, ''), variables).words()
  const given = new Map<string, Value>()
  for (let index = 1; index < words.length; index++) {
    const word = words[index] as Value
    const found = typeof word === 'string' ? /^-(\w+)$/.exec(word) : null
    if (found === null) {
      if (!given.has('uri')) given.set('uri', word)
      continue
    }
    const name = parameterNamed((found[1] as string).toLowerCase())
    const next = words[index + 1]
    // After a switch comes the next parameter.
    const isSwitch = switches.includes(name) || (typeof next === 'string' && /^-[A-Za-z]+$/.test(next))
    if (!isSwitch) {
      given.set(name, next ?? '')
      index++
    }
  }
  const [uri, body, headers] = [given.get('uri'), given.get('body'), given.get('headers')]
  const type = given.get('contenttype')
  const method = String(given.get('method') ?? 'Get').toUpperCase()
  const fields = pairsOf(headers)
  const typed = fields.some(([name]) => name.toLowerCase() === 'content-type')
  // Both commands send a hashtable, and any body of a POST, as a form without `-ContentType`.
  const mediaType =
    typeof type === 'string' ? type : body === undefined || typed ? undefined : 'application/x-www-form-urlencoded'
  const notShown: NotShown = {
    ...(method.includes(unknownValue) && { line: 'the method is a variable' }),
    ...(headers === unknownValue && { headers: 'the headers are a variable' }),
    ...(body === unknownValue && { body: 'the body is a variable or an expression' }),
    ...(given.has('infile') && { body: `the body is in a file (${given.get('infile')})` }),
  }
  return {
    method,
    ...(typeof uri === 'string' && { url: uri }),
    fields: mediaType === undefined ? fields : [...fields, ['Content-Type', mediaType]],
    body: body === unknownValue ? '' : typeof body === 'string' ? body : new URLSearchParams(pairsOf(body)).toString(),
    ...(Object.keys(notShown).length > 0 && { notShown }),
  }
}

/** Parameters without a value that may be the last ones, or before the address. */
const switches = ['usebasicparsing', 'skipcertificatecheck', 'verbose', 'debug', 'passthru', 'skiphttperrorcheck']

/** The members of a hashtable. */
function pairsOf(value: Value | undefined): [string, string][] {
  return value === undefined || typeof value === 'string' ? [] : value.map(([name, member]) => [name, member])
}

/** Words, quoted text, variables and hashtables. */
class WordReader {
  readonly #text: string
  readonly #variables: Variables
  #at = 0

  constructor(text: string, variables: Variables) {
    this.#text = text
    this.#variables = variables
  }

  words(): Value[] {
    const words: Value[] = []
    for (let word = this.#next(); word !== undefined; word = this.#next()) words.push(word)
    return words
  }

  #next(): Value | undefined {
    this.#skip(/[\s`]/)
    if (this.#at >= this.#text.length || /^[|;)]/.test(this.#ahead(1))) return undefined
    return this.#expression(/[\s|;)]/)
  }

  /** A value, or several of them with `+` between; other operators make it unknown. */
  #expression(end: RegExp): Value {
    const value = this.#value(end)
    const operator = /^[ \t]*(\+|-join\b|-f\b|-replace\b)[ \t]*/i.exec(this.#ahead(64))
    if (operator === null) return value
    this.#at += operator[0].length
    const other = this.#expression(end)
    return operator[1] === '+' && typeof value === 'string' && typeof other === 'string' ? value + other : unknownValue
  }

  #value(end: RegExp): Value {
    this.#at += /^\[[\w.]+\]/.exec(this.#ahead(64))?.[0].length ?? 0
    const start = this.#ahead(2)
    if (start === '@{') {
      this.#at += 2
      return this.#hashtable()
    }
    if (start === '@"' || start === "@'") return this.#hereString(start[1] as string)
    if (start.startsWith('(')) {
      const open = this.#at++
      this.#skip(/[\s]/)
      const value = this.#expression(/[\s)]/)
      this.#skip(/[\s]/)
      if (this.#ahead(1) === ')') {
        this.#at++
        return value
      }
      this.#at = endOfCall(this.#text, open)
      return unknownValue
    }
    if (start === '@(') {
      this.#at = endOfCall(this.#text, this.#at)
      return unknownValue
    }
    return this.#word(end)
  }

  /** `@"`, a line break, any lines, and `"@` at the start of a line. */
  #hereString(quote: string): string {
    const start = this.#text.indexOf('\n', this.#at) + 1
    const end = this.#text.indexOf(`\n${quote}@`, this.#at)
    if (start === 0 || end < 0) throw new SyntaxError(`the here-string @${quote} has no end`)
    this.#at = end + 3
    const written = this.#text.slice(start, end)
    return quote === "'" ? written : new WordReader(`${written}"`, this.#variables).#quoted('"')
  }

  #ahead(length: number): string {
    return this.#text.slice(this.#at, this.#at + length)
  }

  #hashtable(): [string, string][] {
    const members: [string, string][] = []
    for (;;) {
      this.#skip(/[\s;`]/)
      if (this.#at >= this.#text.length || this.#text[this.#at] === '}') break
      const name = String(this.#word(/[\s=}]/))
      this.#skip(/[\s=]/)
      members.push([name, String(this.#expression(/[\s;}]/))])
    }
    this.#at++
    return members
  }

  #word(end: RegExp): Value {
    const [quote] = this.#text.slice(this.#at, this.#at + 1)
    if (quote === '"' || quote === "'") {
      this.#at++
      return this.#quoted(quote)
    }
    const start = this.#at
    this.#at++
    while (this.#at < this.#text.length && !end.test(this.#text[this.#at] as string)) this.#at++
    const word = this.#text.slice(start, this.#at)
    return word.startsWith('$') ? this.#variable(word.slice(1)) : word
  }

  /** A doubled quote is the quote itself; a backtick escapes, and `$name` is replaced, between double quotes. */
  #quoted(quote: string): string {
    let value = ''
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at++] as string
      if (character === quote) {
        if (this.#text[this.#at] !== quote) break
        this.#at++
        value += quote
      } else if (quote === '"' && character === '`') value += this.#text[this.#at++] ?? ''
      else if (quote === '"' && character === '$') {
        if (this.#ahead(1) === '(') {
          this.#at = endOfCall(this.#text, this.#at)
          value += unknownValue
          continue
        }
        const name = /^(?:\{(\w+)\}|(\w+))/.exec(this.#ahead(128))
        value += name === null ? '$' : String(this.#variable(name[1] ?? name[2] ?? ''))
        this.#at += name?.[0].length ?? 0
      } else value += character
    }
    return value
  }

  #variable(name: string): Value {
    return this.#variables.get(name.toLowerCase()) ?? unknownValue
  }

  #skip(characters: RegExp): void {
    while (this.#at < this.#text.length && characters.test(this.#text[this.#at] as string)) this.#at++
  }
}
