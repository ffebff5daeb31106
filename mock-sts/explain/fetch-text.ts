/** Parses a call of `fetch`, as browsers copy it and as people write it. */
import type { NotShown, PastedRequest } from './pasted-request.ts'
import { unknownValue } from './redacted.ts'

/**
 * `text` starts with the first argument. What variables contain is not shown.
 * @throws {SyntaxError} if the arguments cannot be read
 */
export function parseFetch(text: string): PastedRequest {
  const reader = new LiteralReader(text)
  const url = String(reader.value())
  const init = reader.follows(',') ? reader.value() : {}
  if (init === unknownValue)
    throw new SyntaxError('the second argument of fetch is a variable: replace it with its value')
  const { method, headers, body } = (typeof init === 'object' && init !== null ? init : {}) as Record<string, unknown>
  const fields = Object.entries(headers === unknownValue ? {} : ((headers ?? {}) as object)).map(
    ([name, value]) =>
      (Array.isArray(value) ? [String(value[0]), String(value[1])] : [name, String(value)]) as [string, string],
  )
  const isTyped = fields.some(([name]) => name.toLowerCase() === 'content-type')
  const isForm = body instanceof URLSearchParams
  const notShown: NotShown = {
    ...(method === unknownValue && { line: 'the method is a variable' }),
    ...(headers === unknownValue && { headers: 'the headers are a variable' }),
    ...(body === unknownValue && { body: 'the body is a variable' }),
  }
  return {
    method: typeof method === 'string' ? method.toUpperCase() : 'GET',
    url,
    fields:
      isForm && !isTyped ? [...fields, ['Content-Type', 'application/x-www-form-urlencoded;charset=UTF-8']] : fields,
    body: body === undefined || body === null || body === unknownValue ? '' : String(body),
    ...(Object.keys(notShown).length > 0 && { notShown }),
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
    this.#at += /^(?:\s|\/\/[^\n]*\n|\/\*[^*]*\*\/)*/.exec(this.#text.slice(this.#at, this.#at + 4096))?.[0].length ?? 0
    if (!this.#text.startsWith(token, this.#at)) return false
    this.#at += token.length
    return true
  }

  value(depth = 0): unknown {
    const value = this.#plain(depth)
    // A type of TypeScript.
    this.#at += /^\s+as\s+[\w.<>[\]|]+/.exec(this.#text.slice(this.#at, this.#at + 256))?.[0].length ?? 0
    // Text that is put together from several.
    if (this.follows('+')) return `${value}${this.value(depth + 1)}`
    return value
  }

  #plain(depth: number): unknown {
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
    if (this.follows('(')) this.#at = endOfCall(this.#text, this.#at - 1)
    return unknownValue
  }

  #wrapped(depth: number, make: (value: unknown) => unknown): unknown {
    const inner = this.value(depth + 1)
    this.follows(')')
    this.follows('.toString()')
    return inner === unknownValue ? inner : make(inner)
  }

  #members(depth: number): Record<string, unknown> {
    const members: [string, unknown][] = []
    while (!this.follows('}')) {
      const quote = ['"', "'"].find((candidate) => this.follows(candidate))
      const name = quote === undefined ? this.#name() : this.#quoted(quote)
      members.push([name, this.follows(':') ? this.value(depth + 1) : unknownValue])
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
    const known = quote === '`' ? written.replace(/\$\{[^}]*\}/g, unknownValue) : written
    return known.replace(/\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|(.))/gis, (_, unicode, hex, other: string) =>
      (unicode ?? hex)
        ? String.fromCharCode(Number.parseInt(unicode ?? hex, 16))
        : (({ n: '\n', r: '\r', t: '\t' } as Record<string, string>)[other] ?? other),
    )
  }
}
