/** Compares a response with that of a pact, by the pact's matching rules: status, headers and body. */
import type { PactInteraction, PactMatcher, PactRule } from './pacts.ts'

/** A response with its body. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

export interface Difference {
  /** `status`, `header DPoP-Nonce`, `body`, or the path of a member: `$.keys[0].kty`. */
  readonly at: string
  readonly expected: string
  /** Never contains a token. */
  readonly seen: string
}

type Rules = Readonly<Record<string, PactRule>>
/** Member names and array indexes, from the root. */
type Path = readonly (string | number)[]

/** @throws {TypeError} for a matcher that is not supported, because it must not count as a match */
export function responseDifferences({ response }: PactInteraction, { status, headers, body }: Answer): Difference[] {
  const { headers: expectedHeaders = {}, body: expectedBody, matchingRules = {} } = response
  return [
    ...(status === response.status ? [] : [{ at: 'status', expected: `${response.status}`, seen: `${status}` }]),
    ...Object.entries(expectedHeaders).flatMap(([name, values]) =>
      leaf(`header ${name}`, values.join(', '), headers.get(name) ?? undefined, matchingRules.header?.[name]?.matchers),
    ),
    ...(expectedBody === undefined
      ? []
      : bodyDifferences(expectedBody.content, status, body, matchingRules.body ?? {})),
  ]
}

function bodyDifferences(expected: unknown, status: number, text: string, rules: Rules): Difference[] {
  let actual: unknown
  try {
    actual = JSON.parse(text)
  } catch {
    return [{ at: 'body', expected: 'JSON', seen: text === '' ? 'nothing' : shownText(status, text) }]
  }
  return differences([], expected, actual, rules)
}

/** Members that the pact does not name are allowed. */
function differences(path: Path, expected: unknown, actual: unknown, rules: Rules): Difference[] {
  const matchers = matchersAt(path, rules)
  const at = text(path)
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return [{ at, expected: 'an array', seen: outline(actual) }]
    return elements(path, expected, actual, rules, matchers)
  }
  if (typeof expected === 'object' && expected !== null) {
    if (kindOf(actual) !== 'an object') return [{ at, expected: 'an object', seen: outline(actual) }]
    return Object.entries(expected).flatMap(([name, value]) =>
      differences([...path, name], value, (actual as Record<string, unknown>)[name], rules),
    )
  }
  return leaf(at, expected, actual, matchers)
}

function elements(
  path: Path,
  expected: readonly unknown[],
  actual: readonly unknown[],
  rules: Rules,
  matchers: readonly PactMatcher[] | undefined,
): Difference[] {
  const byType = matchers?.some(({ match }) => match === 'type')
  const minLength = Math.max(...(matchers ?? []).map(({ min = 0 }) => min), byType ? 0 : expected.length)
  const fits = byType ? actual.length >= minLength : actual.length === minLength
  if (!fits)
    return [{ at: text(path), expected: `${byType ? 'at least ' : ''}${minLength} elements`, seen: `${actual.length}` }]
  return actual.flatMap((value, index) => differences([...path, index], expected[index] ?? expected[0], value, rules))
}

function leaf(at: string, expected: unknown, actual: unknown, matchers: readonly PactMatcher[] = []): Difference[] {
  const applied = matchers.length > 0 ? matchers : [{ match: 'equality' }]
  const missed = applied.find((matcher) => !matches(matcher, expected, actual))
  if (missed === undefined) return []
  return [
    { at, expected: expectation(missed, expected), seen: at.endsWith('_token') ? tokenOutline(actual) : shown(actual) },
  ]
}

function matches({ match, regex = '' }: PactMatcher, expected: unknown, actual: unknown): boolean {
  switch (match) {
    case 'equality':
      return actual === expected
    case 'type':
      return kindOf(actual) === kindOf(expected)
    case 'integer':
      return Number.isInteger(actual)
    case 'regex':
      return typeof actual === 'string' && new RegExp(regex).test(actual)
    default:
      throw new TypeError(`the pact has an unsupported matcher "${match}"`)
  }
}

function expectation({ match, regex }: PactMatcher, expected: unknown): string {
  if (match === 'equality') return shown(expected)
  if (match === 'integer') return 'an integer'
  return match === 'regex' ? `a match of ${regex}` : kindOf(expected)
}

/**
 * The rule of this path, the one with the fewest wildcards; otherwise the type rule of the nearest parent, which
 * children inherit.
 */
function matchersAt(path: Path, rules: Rules): readonly PactMatcher[] | undefined {
  for (let length = path.length; length >= 0; length--) {
    const found = Object.entries(rules)
      .map(([name, { matchers }]) => ({ steps: parsePath(name), matchers }))
      .filter(({ steps }) => steps.length === length && steps.every((step, i) => step === '*' || step === path[i]))
      .sort((one, other) => wildcards(one.steps) - wildcards(other.steps))[0]
    if (found === undefined) continue
    if (length === path.length) return found.matchers
    if (found.matchers.some(({ match }) => match === 'type')) return [{ match: 'type' }]
  }
  return undefined
}

function wildcards(steps: Path): number {
  return steps.filter((step) => step === '*').length
}

/** `$.keys[*].kty`, `$['odd name'][0]`. */
function parsePath(path: string): Path {
  const steps = path.matchAll(/\.([^.[\]]+)|\['([^']+)'\]|\[(\d+|\*)\]/g)
  return [...steps].map(([, name, quoted, index]) =>
    index === undefined || index === '*' ? (name ?? quoted ?? '*') : Number(index),
  )
}

function text(path: Path): string {
  return `$${path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')}`
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function shown(value: unknown): string {
  const json = value === undefined ? 'nothing' : withoutTokens(JSON.stringify(value))
  return json.length <= 120 ? json : `${json.slice(0, 100)}… (${json.length} characters)`
}

/** A successful response that is not a page may be a token itself. */
function shownText(status: number, text: string): string {
  return status < 300 && !text.startsWith('<') ? outline(text) : shown(text)
}

/** Removes JWTs, and the values of `access_token` and similar members in JSON and in forms. */
export function withoutTokens(text: string): string {
  return text.replace(/(_token\W{0,6}[=:]\W{0,6})[^\s"'\\&<]+/g, '$1…').replace(/\beyJ[\w-]+\.[\w.-]+/g, '…')
}

/** A description of the value of a token member that does not reveal the token. */
function tokenOutline(value: unknown): string {
  return typeof value === 'object' ? kindOf(value) : outline(value)
}

/** A description of a value that may be a token: a string only by its length. */
function outline(value: unknown): string {
  return typeof value === 'string' ? `a string of ${value.length} characters` : shown(value)
}
