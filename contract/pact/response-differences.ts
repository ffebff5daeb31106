/** Where an answer departs from the response of a pact: status, headers and body, by the pact's own matching rules. */
import type { PactInteraction, PactMatcher, PactRule } from './pacts.ts'

/** An answer, its body read. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

export interface Difference {
  /** `status`, `header DPoP-Nonce`, `body`, or the path of a member: `$.keys[0].kty`. */
  readonly at: string
  readonly expected: string
  /** Never a token. */
  readonly seen: string
}

type Rules = Readonly<Record<string, PactRule>>
/** Names of members and numbers of elements, from the root. */
type Path = readonly (string | number)[]

/** @throws {TypeError} for a matcher that the pacts of this contract do not use: it must not pass for a match */
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

/** A response may have members that the pact does not name. */
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
  const least = Math.max(...(matchers ?? []).map(({ min = 0 }) => min), byType ? 0 : expected.length)
  const fits = byType ? actual.length >= least : actual.length === least
  if (!fits)
    return [{ at: text(path), expected: `${byType ? 'at least ' : ''}${least} elements`, seen: `${actual.length}` }]
  return actual.flatMap((value, index) => differences([...path, index], expected[index] ?? expected[0], value, rules))
}

function leaf(at: string, expected: unknown, actual: unknown, matchers: readonly PactMatcher[] = []): Difference[] {
  const asked = matchers.length > 0 ? matchers : [{ match: 'equality' }]
  const missed = asked.find((matcher) => !matches(matcher, expected, actual))
  if (missed === undefined) return []
  return [
    { at, expected: wanted(missed, expected), seen: at.endsWith('_token') ? tokenOutline(actual) : shown(actual) },
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
      throw new TypeError(`the pact has a matcher "${match}", which is not known here`)
  }
}

function wanted({ match, regex }: PactMatcher, expected: unknown): string {
  if (match === 'equality') return shown(expected)
  if (match === 'integer') return 'an integer'
  return match === 'regex' ? `what matches ${regex}` : kindOf(expected)
}

/** The rule of the very path, the plainest first; else that of the nearest parent that goes by type, which its children inherit. */
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

/** What is no page and no error may be a token by itself. */
function shownText(status: number, text: string): string {
  return status < 300 && !text.startsWith('<') ? outline(text) : shown(text)
}

/** The text without what looks like a JWT, and without the values of `access_token` and its like, in JSON and in forms. */
export function withoutTokens(text: string): string {
  return text.replace(/(_token\W{0,6}[=:]\W{0,6})[^\s"'\\&<]+/g, '$1…').replace(/\beyJ[\w-]+\.[\w.-]+/g, '…')
}

/** What may be said where a token is looked for. */
function tokenOutline(value: unknown): string {
  return typeof value === 'object' ? kindOf(value) : outline(value)
}

/** What may be said of what may be a token. */
function outline(value: unknown): string {
  return typeof value === 'string' ? `a string of ${value.length} characters` : shown(value)
}
