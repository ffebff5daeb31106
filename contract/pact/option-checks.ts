/** Checks the options of the kit: every problem at once, before anything is sent. */
import { stsNames } from '../environments/index.ts'
import { didYouMean } from './closest-name.ts'

export interface OptionCheck {
  readonly isRequired?: true
  /** What is wrong, to follow the name of the option; undefined if nothing is. */
  readonly problem: (value: unknown) => string | undefined
}

/** Checks for the options of `Options`, each of which it names. */
export type OptionChecks<Options> = { readonly [Name in keyof Required<Options>]: OptionCheck }

/**
 * Refuses unknown, missing and wrong options.
 * @throws {TypeError} that names every problem; it repeats no value that may be secret
 */
export function assertOptions(caller: string, options: unknown, checks: Readonly<Record<string, OptionCheck>>): void {
  const given = typeof options === 'object' && options !== null ? options : {}
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(checks, name))
  const problems = [
    ...Object.entries(checks).flatMap(([name, { isRequired, problem }]) => {
      const value = (given as Record<string, unknown>)[name]
      if (value === undefined) return isRequired ? [`${name} is missing: ${problem(value)}`] : []
      const found = problem(value)
      return found === undefined ? [] : [`${name} ${found}`]
    }),
    ...unknown.map((name) => `unknown option ${name}${didYouMean(name, Object.keys(checks))}`),
  ]
  if (problems.length > 0) throw new TypeError(`${caller}: ${problems.join('; ')}`)
}

const check = (isGood: (value: unknown) => boolean, what: string): OptionCheck => ({
  problem: (value) => (isGood(value) ? undefined : `must be ${what}`),
})

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown) => typeof value === 'string' && value.trim() !== ''

export const text: OptionCheck = check(isText, 'a string that is not empty')
export const object: OptionCheck = check(isObject, 'an object')
export const callback: OptionCheck = check((value) => typeof value === 'function', 'a function')
export const anySts: OptionCheck = check(
  (value) => (stsNames as readonly unknown[]).includes(value),
  `one of ${stsNames.join(', ')}`,
)

export function oneOf(names: readonly string[]): OptionCheck {
  return check((value) => (names as readonly unknown[]).includes(value), `one of ${names.join(', ')}`)
}

export const scopeList: OptionCheck = check(
  (value) => Array.isArray(value) && value.every((scope) => isText(scope) && !/\s/.test(scope)),
  "an array of scopes such as ['nhn:journal/read']",
)

/** An http or https address without user, password, query and fragment. */
export function address(example: string): OptionCheck {
  return { problem: (value) => addressProblem(value, example) }
}

/** The address of a twin, and not that of an issuer of it. */
export const twinAddress: OptionCheck = {
  problem: (value) => addressProblem(value, 'http://localhost:8080') ?? issuerProblem(String(value)),
}

function addressProblem(value: unknown, example: string): string | undefined {
  const form = `must be an address such as ${example}`
  if (typeof value !== 'string' || !URL.canParse(value) || !/^https?:\/\//i.test(value))
    return typeof value === 'string' && /^[\w.-]+:\d+/.test(value) ? `${form}, with http:// or https://` : form
  const { username, password, search, hash } = new URL(value)
  if (username + password !== '') return 'must not contain a user or password'
  return search + hash === '' ? undefined : 'must not contain a query or fragment'
}

/** What is wrong with the address of an issuer, where that of the twin belongs; undefined for any other address. */
function issuerProblem(value: string): string | undefined {
  const [, twin, sts] = new RegExp(`^(.+)/(${stsNames.join('|')})/*$`).exec(value) ?? []
  return twin === undefined ? undefined : `must be the address of the twin, ${twin}, without /${sts}`
}
