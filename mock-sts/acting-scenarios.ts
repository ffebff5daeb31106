/** Which scenario acts on which request: for everyone, for an STS, for one client or for one request, so many times, in turn. */
import type { StsName } from 'helseid-contract'
import { requireSts } from './config.ts'
import type { Act, Parameters, Scenario, Wait } from './scenario.ts'
import { requireScenario } from './scenarios/index.ts'

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
  /** Counts that it has acted. */
  readonly acted: () => void
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
  /** The one that acts at one of these places, the narrowest first; undefined where none does. */
  find(places: readonly Act['at'][], asked: Asked): ActingScenario | undefined
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
  readonly turns: Turn[]
}

interface Turn {
  readonly name: string | null
  /** Where it acts, or whose request it leaves alone. */
  readonly at: Act['at']
  left: number
}

export function createActingScenarios(): ActingScenarios {
  let entries: Entry[] = []
  const rank = ({ use }: Entry) => (use.clientId === undefined ? 0 : 2) + (use.sts === undefined ? 0 : 1)
  const spent = (entry: Entry) => entry.turns.length === 0
  return {
    use(names, use = {}) {
      const sequence = typeof names === 'string' ? [names] : names
      for (const name of sequence) if (name !== null) parametersOf(requireScenario(name), use.parameters)
      if (use.sts !== undefined) requireSts(use.sts)
      const each = use.times ?? (typeof names === 'string' ? Number.POSITIVE_INFINITY : 1)
      entries = [{ use, turns: turnsOf(sequence, each) }, ...entries]
    },
    find(places, { sts, clientId, header }) {
      if (header) return fromHeader(header, places)
      const candidates = entries
        .filter(({ use }) => use.clientId === undefined || use.clientId === clientId)
        .filter(({ use }) => use.sts === undefined || requireSts(use.sts) === sts)
        .sort((a, b) => rank(b) - rank(a))
      for (const entry of candidates) {
        const [turn] = entry.turns
        if (turn === undefined || !places.includes(turn.at)) continue
        const acted = () => {
          turn.left -= 1
          if (turn.left <= 0) entry.turns.shift()
          entries = entries.filter((other) => !spent(other))
        }
        if (turn.name === null) {
          acted()
          return undefined
        }
        const scenario = requireScenario(turn.name)
        return { scenario, parameters: parametersOf(scenario, entry.use.parameters), acted }
      }
      return undefined
    },
    get inUse() {
      return entries.map(({ use, turns }) => ({ ...use, sequence: turns.map(({ name }) => name) }))
    },
    clear() {
      entries = []
    },
  }
}

/** A turn that leaves a request alone is of the kind of the scenario before it, or else after it: of a token request or another. */
function turnsOf(sequence: readonly (string | null)[], left: number): Turn[] {
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

function fromHeader(header: string, places: readonly Act['at'][]): ActingScenario | undefined {
  const { name, parameters } = parseHeader(header)
  const scenario = requireScenario(name)
  if (!places.includes(scenario.act.at)) return undefined
  return { scenario, parameters: parametersOf(scenario, parameters), acted: () => undefined }
}

function parseHeader(header: string): ReturnType<typeof parseScenario> {
  try {
    return parseScenario(header)
  } catch (error) {
    throw new BadScenario(`x-helseid-mock-scenario: ${(error as Error).message}`, { cause: error })
  }
}

/** @throws {TypeError} for a parameter that the scenario does not have */
function parametersOf({ name, parameters = {} }: Scenario, given: Parameters = {}): Parameters {
  const known = Object.keys(parameters)
  const unknown = Object.keys(given).filter((key) => !known.includes(key))
  if (unknown.length > 0)
    throw new TypeError(
      `${name} has no parameter ${unknown.join(', ')}${known.length > 0 ? `: use ${known.join(', ')}` : ''}`,
    )
  return {
    ...Object.fromEntries(Object.entries(parameters).map(([key, parameter]) => [key, parameter.default])),
    ...given,
  }
}
