/** Parses `Invoke-RestMethod` and `Invoke-WebRequest` of PowerShell. */

import type { PastedRequest } from './pasted-request.ts'
import { endOfCommand } from './shell-words.ts'

type Value = string | readonly (readonly [string, string])[]
type Variables = ReadonlyMap<string, Value>

/** Variables set before the command: `$name = "…"` and `$name = @{ … }`. */
export function powerShellVariables(text: string): Variables {
  const values = new Map<string, Value>()
  for (const match of text.matchAll(/^[ \t]*\$(\w+)[ \t]*=[ \t]*(?=["'@])/gm)) {
    const start = match.index + match[0].length
    const [value] = new WordReader(text.slice(start, endOfCommand(text, start, '`')), values).words()
    if (value !== undefined) values.set((match[1] as string).toLowerCase(), value)
  }
  return values
}

/** @throws {SyntaxError} for a variable that is not in `variables` */
export function parsePowerShell(command: string, variables: Variables): PastedRequest {
  const words = new WordReader(command.replace(/^[^\n]*?(?=Invoke-|irm|iwr)/i, ''), variables).words()
  const given = new Map<string, Value>()
  for (let index = 1; index < words.length; index++) {
    const word = words[index] as Value
    const found = typeof word === 'string' ? /^-(\w+)$/.exec(word) : null
    if (found === null) {
      if (!given.has('uri')) given.set('uri', word)
    } else if (!['usebasicparsing', 'skipcertificatecheck', 'verbose'].includes((found[1] as string).toLowerCase()))
      given.set((found[1] as string).toLowerCase(), words[++index] ?? '')
  }
  const [uri, body, headers] = [given.get('uri'), given.get('body'), given.get('headers')]
  const type = given.get('contenttype')
  const method = String(given.get('method') ?? 'Get').toUpperCase()
  const fields = pairsOf(headers)
  const typed = fields.some(([name]) => name.toLowerCase() === 'content-type')
  // Both commands send a hashtable, and any body of a POST, as a form without `-ContentType`.
  const mediaType =
    typeof type === 'string' ? type : body === undefined || typed ? undefined : 'application/x-www-form-urlencoded'
  return {
    method,
    ...(typeof uri === 'string' && { url: uri }),
    fields: mediaType === undefined ? fields : [...fields, ['Content-Type', mediaType]],
    body: typeof body === 'string' ? body : new URLSearchParams(pairsOf(body)).toString(),
  }
}

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
    const rest = (length: number) => this.#text.slice(this.#at, this.#at + length)
    if (this.#at >= this.#text.length || /^[|;)]/.test(rest(1))) return undefined
    if (rest(2) === '@{') {
      this.#at += 2
      return this.#hashtable()
    }
    return this.#word(/[\s|;)]/)
  }

  #hashtable(): [string, string][] {
    const members: [string, string][] = []
    for (;;) {
      this.#skip(/[\s;`]/)
      if (this.#at >= this.#text.length || this.#text[this.#at] === '}') break
      const name = String(this.#word(/[\s=}]/))
      this.#skip(/[\s=]/)
      members.push([name, String(this.#word(/[\s;}]/))])
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
        const name = /^(?:\{(\w+)\}|(\w+))/.exec(this.#text.slice(this.#at, this.#at + 128))
        value += name === null ? '$' : String(this.#variable(name[1] ?? name[2] ?? ''))
        this.#at += name?.[0].length ?? 0
      } else value += character
    }
    return value
  }

  #variable(name: string): Value {
    const value = this.#variables.get(name.toLowerCase())
    if (value !== undefined) return value
    throw new SyntaxError(`the value of the variable $${name} is not known here: replace it with its value`)
  }

  #skip(characters: RegExp): void {
    while (this.#at < this.#text.length && characters.test(this.#text[this.#at] as string)) this.#at++
  }
}
