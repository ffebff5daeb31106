/** Which scenario acts on which request: for everyone, for an STS, for one client or for one request, so many times, in turn. */
import type { StsName } from 'helseid-contract'
import { requireSts } from '../config/options.ts'
import { FaultError } from '../http/fault.ts'
import { requireScenario } from './index.ts'
import { type Act, mostOfParameter, type Parameters, type Scenario, type Wait } from './scenario.ts'

export interface ScenarioUse {
  /** Acts on this client alone. */
  readonly clientId?: string
  /** Acts at this STS alone, by STS or environment name. */
  readonly sts?: string
  /** How often each of them acts. Default: until it is reset, and once in a sequence. */
  readonly times?: number
  readonly parameters?: Parameters
}

export interface ScenarioInUse extends ScenarioUse {
  /** What is left of it. */
  readonly sequence: readonly (string | null)[]
}

/** A scenario as it acts on one request. */
export interface ActingScenario {
  readonly scenario: Scenario
  /** As given, with every default. */
  readonly parameters: Parameters
}

/** One turn of a use, which one request takes. */
export interface Turn {
  readonly at: Act['at']
  /** Undefined where the request is left alone. */
  readonly scenario: Scenario | undefined
  /** Counts it. Undefined where the request is left alone, or where another request has taken the turn since. */
  take(): ActingScenario | undefined
}

export interface Asked {
  readonly sts: StsName
  readonly clientId?: string | undefined
  /** `x-helseid-mock-scenario` of the request. */
  readonly header?: string | null | undefined
}

export interface ActingScenarios {
  /**
   * Lets a scenario act, or several in turn, `null` standing for a request that is left alone.
   * @throws {TypeError} for a name or a parameter that there is none of
   */
  use(names: string | readonly (string | null)[], use?: ScenarioUse): void
  /** The turn at one of these places, the narrowest use first, for a request of which it is not known yet whether it counts. */
  find(places: readonly Act['at'][], asked: Asked): Turn | undefined
  /** Finds the turn and takes it. */
  take(places: readonly Act['at'][], asked: Asked): ActingScenario | undefined
  /** Those that are in use, in order. */
  readonly inUse: readonly ScenarioInUse[]
  clear(): void
}

/** Where a scenario acts when a token is asked for. */
export const tokenPlaces = ['token answer', 'token body', 'access token', 'client', 'clock', 'keys'] as const

/** Asks for a scenario for one request: `x-helseid-mock-scenario: expired-token;seconds=60`. */
export const scenarioHeader = 'x-helseid-mock-scenario'

export const wait: Wait = async (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

interface Entry {
  readonly use: ScenarioUse
  /** What is left, each with how often; Infinity: for good. */
  readonly turns: Planned[]
}

interface Planned {
  readonly name: string | null
  /** Where it acts, or whose request it leaves alone. */
  readonly at: Act['at']
  left: number
}

export function createActingScenarios(): ActingScenarios {
  let entries: Entry[] = []
  const rank = ({ use }: Entry) => (use.clientId === undefined ? 0 : 2) + (use.sts === undefined ? 0 : 1)
  const find: ActingScenarios['find'] = (places, { sts, clientId, header }) => {
    if (header) return fromHeader(header, places)
    const [entry, planned] =
      entries
        .filter(({ use }) => use.clientId === undefined || use.clientId === clientId)
        .filter(({ use }) => use.sts === undefined || requireSts(use.sts) === sts)
        .sort((a, b) => rank(b) - rank(a))
        .map((entry) => [entry, entry.turns[0]] as const)
        .find(([, next]) => next !== undefined && places.includes(next.at)) ?? []
    if (entry === undefined || planned === undefined) return undefined
    const scenario = planned.name === null ? undefined : requireScenario(planned.name)
    return {
      at: planned.at,
      scenario,
      take() {
        if (planned.left <= 0) return undefined
        planned.left -= 1
        if (planned.left <= 0) entry.turns.shift()
        entries = entries.filter(({ turns }) => turns.length > 0)
        return scenario && { scenario, parameters: parametersOf(scenario, entry.use.parameters) }
      },
    }
  }
  return {
    use(names, use = {}) {
      const sequence = typeof names === 'string' ? [names] : names
      for (const name of sequence) if (name !== null) parametersOf(requireScenario(name), use.parameters)
      if (use.sts !== undefined) requireSts(use.sts)
      const each = use.times ?? (typeof names === 'string' ? Number.POSITIVE_INFINITY : 1)
      const added = { use, turns: turnsOf(sequence, each) }
      entries = [added, ...entries.filter((entry) => !isHidden(entry, added))]
    },
    find,
    take: (places, asked) => find(places, asked)?.take(),
    get inUse() {
      return entries.map(({ use, turns }) => ({ ...use, sequence: turns.map(({ name }) => name) }))
    },
    clear() {
      entries = []
    },
  }
}

/** Whether one use can never act again, since a newer one acts for good on the same requests, at the same place. */
function isHidden(older: Entry, newer: Entry): boolean {
  const [[turn], [next]] = [newer.turns, older.turns]
  const isSame = older.use.clientId === newer.use.clientId && older.use.sts === newer.use.sts && turn?.at === next?.at
  return isSame && turn?.left === Number.POSITIVE_INFINITY
}

/** A turn that leaves a request alone is of the kind of the scenario before it, or else after it: of a token request or another. */
function turnsOf(sequence: readonly (string | null)[], left: number): Planned[] {
  const places = sequence.map((name) => (name === null ? undefined : requireScenario(name).act.at))
  const first = places.find((place) => place !== undefined) ?? 'token answer'
  return sequence.map((name, index) => ({ name, left, at: places.slice(0, index + 1).findLast(Boolean) ?? first }))
}

/** `name` or `name;seconds=5`. @throws {TypeError} for what there is none of */
export function parseScenario(text: string): { readonly name: string; readonly parameters: Parameters } {
  const [name = '', ...pairs] = text.split(';').map((part) => part.trim())
  const parameters = Object.fromEntries(
    pairs.map((pair) => {
      const [key = '', value = ''] = pair.split('=')
      if (!/^\d+(\.\d+)?$/.test(value)) throw new TypeError(`"${pair}" must be a parameter and a number: seconds=5`)
      return [key, Number(value)]
    }),
  )
  parametersOf(requireScenario(name), parameters)
  return { name, parameters }
}

/** A request asks for a scenario that there is none of. */
export class BadScenario extends TypeError {
  override readonly name = 'BadScenario'
}

function fromHeader(header: string, places: readonly Act['at'][]): Turn | undefined {
  const { name, parameters } = parseHeader(header)
  const scenario = requireScenario(name)
  const { at } = scenario.act
  if (!places.includes(at)) return undefined
  return { at, scenario, take: () => ({ scenario, parameters: parametersOf(scenario, parameters) }) }
}

function parseHeader(header: string): ReturnType<typeof parseScenario> {
  try {
    return parseScenario(header)
  } catch (error) {
    throw new BadScenario(`x-helseid-mock-scenario: ${(error as Error).message}`, { cause: error })
  }
}

/** @throws {FaultError} for a parameter that the scenario does not have, or that is too large */
function parametersOf({ name, parameters = {} }: Scenario, given: Parameters = {}): Parameters {
  const known = Object.keys(parameters)
  for (const [key, value] of Object.entries(given)) {
    const parameter = Object.hasOwn(parameters, key) ? parameters[key] : undefined
    const refuse = (detail: string) => new FaultError({ pointer: `/parameters/${key}`, detail })
    if (parameter === undefined)
      throw refuse(`${name} has no parameter ${key}${known.length > 0 ? `: use ${known.join(', ')}` : ''}`)
    const { maximum = mostOfParameter } = parameter
    if (!(value >= 0 && value <= maximum))
      throw refuse(`${name}: the parameter ${key} must be from 0 to ${maximum}, not ${value}`)
  }
  return {
    ...Object.fromEntries(Object.entries(parameters).map(([key, parameter]) => [key, parameter.default])),
    ...given,
  }
}
