/** The uses of scenarios: their turns, how often each has acted, and the uses that have ended. */
import { limits } from '../limits.ts'
import { requireScenario } from './index.ts'
import type { Parameters, Place } from './scenario.ts'

export interface ScenarioUse {
  /** Acts on this client only. */
  readonly clientId?: string
  /** Acts at this STS only, by STS or environment name. */
  readonly sts?: string
  /** How often each scenario acts; with 0, never. Default: once in a sequence, otherwise until the twin is reset. */
  readonly times?: number
  readonly parameters?: Parameters
  /** In a sequence, the parameters of each step, in its order, instead of `parameters`. A missing one: `parameters`. */
  readonly stepParameters?: readonly Parameters[]
}

/** What is known of a use, active or ended. Times are in epoch milliseconds of the twin’s clock. */
export interface ScenarioActs {
  readonly id: string
  readonly begunAt: number
  /** How many requests it acted on; turns that leave a request unchanged do not count. */
  readonly acted: number
  /** Absent if it has not acted yet. */
  readonly lastActedAt?: number
}

export interface ScenarioInUse extends ScenarioUse, ScenarioActs {
  /** The turns that are left. */
  readonly sequence: readonly (string | null)[]
}

/** Why a use ended: `replaced` by a newer one that always acts instead; `too many` others are active. */
export type ScenarioEnd = 'used up' | 'cleared' | 'replaced' | 'too many'

export interface EndedScenario extends ScenarioUse, ScenarioActs {
  /** The turns that it began with. */
  readonly sequence: readonly (string | null)[]
  readonly endedAt: number
  readonly because: ScenarioEnd
}

/** A use began, acted on a request, or ended. `name` is the scenario that acted. */
export type ScenarioEvent =
  | { readonly what: 'begun'; readonly use: ScenarioInUse }
  | { readonly what: 'acted'; readonly use: ScenarioInUse; readonly name: string }
  | { readonly what: 'ended'; readonly use: EndedScenario }

export interface Entry {
  readonly use: ScenarioUse
  readonly id: string
  readonly begunAt: number
  readonly names: readonly (string | null)[]
  acted: number
  lastActedAt: number | undefined
  /** The turns that are left. */
  readonly turns: PlannedTurn[]
}

export interface PlannedTurn {
  /** Its key in the store, which counts how often it was taken, across all processes. */
  readonly key: string
  readonly name: string | null
  /** As given for this turn; undefined: the defaults. */
  readonly parameters: Parameters | undefined
  /** Where it acts, or at which place it leaves a request unchanged. */
  readonly at: Place
  /** How often it can be taken; Infinity: until reset. */
  readonly times: number
  /** How often this process can still take it. */
  left: number
  /** How many requests of this process are waiting for the store's answer. */
  pending: number
}

/** `times` is how often each scenario acts. */
export function entryOf(
  sequence: readonly (string | null)[],
  times: number,
  { use, id, now }: { readonly use: ScenarioUse; readonly id: string; readonly now: number },
): Entry {
  const turns = turnsOf(sequence, times, id, use)
  return { use, id, begunAt: now, names: sequence, acted: 0, lastActedAt: undefined, turns }
}

export function inUseOf(entry: Entry): ScenarioInUse {
  const left = entry.turns.filter((turn) => turn.left > 0)
  const stepParameters = entry.use.stepParameters && left.map(({ parameters = {} }) => parameters)
  // The steps of a sequence act once each by default; the last one left would otherwise look like a use without an end.
  const isOnceEach = entry.use.times === undefined && left.some((turn) => Number.isFinite(turn.left))
  return {
    ...actsOf(entry),
    ...(isOnceEach && { times: 1 }),
    sequence: left.map(({ name }) => name),
    ...(stepParameters && { stepParameters }),
  }
}

function actsOf({ use, id, begunAt, acted, lastActedAt }: Entry): ScenarioUse & ScenarioActs {
  return { ...use, id, begunAt, acted, ...(lastActedAt !== undefined && { lastActedAt }) }
}

export interface EndedScenarios {
  add(entries: readonly Entry[], because: ScenarioEnd): void
  /** The newest first. */
  readonly all: readonly EndedScenario[]
  forget(): void
}

/** The newest uses that have ended, as many as `limits` allows. */
export function createEndedScenarios(now: () => number, report: (event: ScenarioEvent) => void): EndedScenarios {
  let all: EndedScenario[] = []
  return {
    add(entries, because) {
      for (const entry of entries) {
        const use = { ...actsOf(entry), sequence: entry.names, endedAt: now(), because }
        all = [use, ...all].slice(0, limits.endedScenarios.value)
        report({ what: 'ended', use })
      }
    },
    get all() {
      return all
    },
    forget() {
      all = []
    },
  }
}

/** Whether a use can never act again, because a newer one acts permanently on the same requests at the same place. */
export function isHidden(older: Entry, newer: Entry): boolean {
  const [[turn], [next]] = [newer.turns, older.turns]
  const isSame = older.use.clientId === newer.use.clientId && older.use.sts === newer.use.sts && turn?.at === next?.at
  return isSame && turn?.left === Number.POSITIVE_INFINITY
}

/** A turn that leaves a request unchanged counts at the place of the scenario before it, or else after it. */
function turnsOf(
  sequence: readonly (string | null)[],
  times: number,
  id: string,
  { parameters, stepParameters = [] }: ScenarioUse,
): PlannedTurn[] {
  const places = sequence.map((name) => (name === null ? undefined : requireScenario(name).act.at))
  const first = places.find((place) => place !== undefined) ?? 'token answer'
  return sequence.map((name, index) => ({
    key: `${id}/${index}`,
    name,
    parameters: name === null ? undefined : (stepParameters[index] ?? parameters),
    times,
    left: times,
    pending: 0,
    at: places.slice(0, index + 1).findLast(Boolean) ?? first,
  }))
}
