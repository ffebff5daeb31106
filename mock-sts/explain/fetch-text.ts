/** Parses a call of `fetch`, as browsers copy it and as people write it. */
import type { PastedRequest } from './pasted-request.ts'

/**
 * `text` starts with the first argument.
 * @throws {SyntaxError} if the arguments contain anything but literals
 */
export function parseFetch(text: string): PastedRequest {
  const reader = new LiteralReader(text)
  const url = String(reader.value())
  const init = reader.follows(',') ? reader.value() : {}
  const { method, headers, body } = (typeof init === 'object' && init !== null ? init : {}) as Record<string, unknown>
  const fields = Object.entries((headers ?? {}) as object).map(([name, value]) => [name, String(value)] as const)
  const isTyped = fields.some(([name]) => name.toLowerCase() === 'content-type')
  const isForm = body instanceof URLSearchParams
  return {
    method: typeof method === 'string' ? method.toUpperCase() : 'GET',
    url,
    fields:
      isForm && !isTyped ? [...fields, ['Content-Type', 'application/x-www-form-urlencoded;charset=UTF-8']] : fields,
    body: body === undefined || body === null ? '' : String(body),
  }
}

/** Where the call that starts at `start` ends: after its closing parenthesis, or with the text. */
export function endOfCall(text: string, start: number): number {
  let quote = ''
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const character = text[at] as string
    if (character === '\\') at++
    else if (quote !== '') {
      if (character === quote) quote = ''
    } else if (/["'`]/.test(character)) quote = character
    else if (character === '(') depth++
    else if (character === ')' && --depth === 0) return at + 1
  }
  return text.length
}

/** Literals of JavaScript: text, numbers, objects, lists, and `new URLSearchParams(…)` and `new Headers(…)` around them. */
class LiteralReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Consumes `token` if it follows. */
  follows(token: string): boolean {
    this.#at += /^(?:\s|\/\/[^\n]*\n)*/.exec(this.#text.slice(this.#at, this.#at + 4096))?.[0].length ?? 0
    if (!this.#text.startsWith(token, this.#at)) return false
    this.#at += token.length
    return true
  }

  value(depth = 0): unknown {
    if (depth > 8) throw new SyntaxError('the arguments of fetch are nested too deep')
    if (this.follows('new URLSearchParams('))
      return this.#wrapped(depth, (value) => new URLSearchParams(value as never))
    if (this.follows('new Headers(')) return this.#wrapped(depth, (value) => value)
    if (this.follows('JSON.stringify(')) return this.#wrapped(depth, (value) => JSON.stringify(value))
    if (this.follows('{')) return this.#members(depth)
    if (this.follows('[')) return this.#elements(depth)
    for (const quote of ['"', "'", '`']) if (this.follows(quote)) return this.#quoted(quote)
    const word = /^[\w.$-]+/.exec(this.#text.slice(this.#at, this.#at + 256))?.[0]
    if (word === undefined) throw new SyntaxError('the arguments of fetch cannot be read: they end too early')
    this.#at += word.length
    if (word === 'null' || word === 'undefined') return undefined
    if (word === 'true' || word === 'false' || Number.isFinite(Number(word))) return word
    throw new SyntaxError(`the value of the variable ${word} is not known here: replace it with its value`)
  }

  #wrapped(depth: number, make: (value: unknown) => unknown): unknown {
    const value = make(this.value(depth + 1))
    this.follows(')')
    return value
  }

  #members(depth: number): Record<string, unknown> {
    const members: [string, unknown][] = []
    while (!this.follows('}')) {
      const quote = ['"', "'"].find((candidate) => this.follows(candidate))
      const name = quote === undefined ? this.#name() : this.#quoted(quote)
      if (!this.follows(':'))
        throw new SyntaxError(`the value of the variable ${name} is not known here: replace it with its value`)
      members.push([name, this.value(depth + 1)])
      this.follows(',')
    }
    return Object.fromEntries(members)
  }

  #elements(depth: number): unknown[] {
    const elements: unknown[] = []
    while (!this.follows(']')) {
      elements.push(this.value(depth + 1))
      this.follows(',')
    }
    return elements
  }

  #name(): string {
    const name = /^[\w$]+/.exec(this.#text.slice(this.#at, this.#at + 256))?.[0]
    if (name === undefined) throw new SyntaxError('the arguments of fetch cannot be read: use plain literals')
    this.#at += name.length
    return name
  }

  #quoted(quote: string): string {
    const start = this.#at
    while (this.#at < this.#text.length && this.#text[this.#at] !== quote)
      this.#at += this.#text[this.#at] === '\\' ? 2 : 1
    const written = this.#text.slice(start, this.#at++)
    const variable = quote === '`' ? /\$\{([^}]*)\}/.exec(written)?.[1] : undefined
    if (variable !== undefined)
      throw new SyntaxError(`the value of the variable ${variable} is not known here: replace it with its value`)
    return written.replace(/\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|(.))/gis, (_, unicode, hex, other: string) =>
      (unicode ?? hex)
        ? String.fromCharCode(Number.parseInt(unicode ?? hex, 16))
        : (({ n: '\n', r: '\r', t: '\t' } as Record<string, string>)[other] ?? other),
    )
  }
}
