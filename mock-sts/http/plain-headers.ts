/** The header fields of a message, with the interface of a fetch `Headers`, which costs several times as much. */

/** Names are taken as they are. https://fetch.spec.whatwg.org/#headers-class */
export class PlainHeaders implements Headers {
  readonly #values = new Map<string, string[]>()

  constructor(fields: Iterable<readonly [name: string, value: string]>) {
    for (const [name, value] of fields) this.append(name, value)
  }

  /** @throws {TypeError} if HTTP cannot carry the value */
  append(name: string, value: string): void {
    requireFieldValue(name, value)
    const key = name.toLowerCase()
    const values = this.#values.get(key)
    if (values === undefined) this.#values.set(key, [value])
    else values.push(value)
  }

  delete(name: string): void {
    this.#values.delete(name.toLowerCase())
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase())?.join(', ') ?? null
  }

  getSetCookie(): string[] {
    return [...(this.#values.get('set-cookie') ?? [])]
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase())
  }

  /** @throws {TypeError} if HTTP cannot carry the value */
  set(name: string, value: string): void {
    requireFieldValue(name, value)
    this.#values.set(name.toLowerCase(), [value])
  }

  forEach(callback: (value: string, name: string, parent: Headers) => void, thisArg?: unknown): void {
    for (const [name, value] of this) callback.call(thisArg, value, name, this)
  }

  /** In the order of their names; each cookie is an entry of its own. */
  *entries(): Generator<[string, string]> {
    for (const name of [...this.#values.keys()].sort()) {
      const values = this.#values.get(name) ?? []
      if (name === 'set-cookie') for (const value of values) yield [name, value]
      else yield [name, values.join(', ')]
    }
  }

  *keys(): Generator<string> {
    for (const [name] of this) yield name
  }

  *values(): Generator<string> {
    for (const [, value] of this) yield value
  }

  [Symbol.iterator](): Generator<[string, string]> {
    return this.entries()
  }
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
function requireFieldValue(name: string, value: string): void {
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
    throw new TypeError(`the value of the header ${name} has characters that HTTP does not allow`)
}
