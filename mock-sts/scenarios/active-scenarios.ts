/** Decides which scenario acts on a request: scenarios act on all requests, or on those of one STS, one client or one request. */
import { requireSts, type StsName } from 'helseid-contract'
import { namedOnce } from '../http/named-once.ts'
import { limits } from '../limits.ts'
import type { Once } from '../store/once.ts'
import { requireScenario } from './index.ts'
import { outlivesRequest } from './outlives-request.ts'
import { assertStepParameters, parametersOf } from './parameters.ts'
import type { ActAt, Parameters, Place, Scenario, Wait } from './scenario.ts'
import {
  createEndedScenarios,
  type EndedScenario,
  type Entry,
  entryOf,
  inUseOf,
  isHidden,
  type PlannedTurn,
  type ScenarioEvent,
  type ScenarioInUse,
  type ScenarioUse,
} from './scenario-uses.ts'

export type { EndedScenario, ScenarioInUse, ScenarioUse }

/** A scenario that acts on one request, at one of the given places. */
export interface ActiveScenario<P extends Place = Place> {
  readonly name: string
  readonly act: ActAt<P>
  /** The given parameters, completed with the defaults. */
  readonly parameters: Parameters
}

/** The properties of a request that select a scenario. */
export interface ScenarioRequest {
  readonly sts: StsName
  readonly clientId?: string | undefined
  /** Value of the request’s `x-helseid-mock-scenario`. */
  readonly header?: string | null | undefined
  /** Generation of the twin in which the request arrived. Uses of a later generation do not act on it. Default: the current one. */
  readonly generation?: number
}

/** The next turn of a use; a concurrent request may still take it, or a reset end it. */
export interface Turn {
  /** Where it acts; for a turn that leaves the request unchanged, the place of the scenario before it. */
  readonly at: Place
  /** Undefined for a turn that leaves the request unchanged. */
  readonly active: ActiveScenario | undefined
  /** Uses up the turn. Resolves with false when a concurrent request has taken it, or the twin was reset. */
  take(): Promise<boolean>
}

export interface ActiveScenarios {
  /**
   * Activates a scenario, or several in turn; `null` leaves one request unchanged.
   * @throws {TypeError} for an unknown name or parameter
   */
  use(names: string | readonly (string | null)[], use?: ScenarioUse): void
  /** The turn that a request would take, from the most specific use whose next turn is at one of these places. */
  find(places: readonly Place[], request: ScenarioRequest): Turn | undefined
  /**
   * Takes the next turn at one of `places`; concurrent requests take one turn each. Undefined when none is left, when the turn leaves
   * the request unchanged, or when the next turn among the uses at `among` (default: `places`) is at another place.
   */
  take<const P extends Place>(
    places: readonly P[],
    request: ScenarioRequest,
    among?: readonly Place[],
  ): Promise<ActiveScenario<P> | undefined>
  /** The active uses, the newest first. */
  readonly inUse: readonly ScenarioInUse[]
  /** The uses that have ended, the newest first; `clear` keeps them. */
  readonly ended: readonly EndedScenario[]
  /** Ends one use. Resolves with false if no active use has this id. */
  stop(id: string): Promise<boolean>
  /** Ends all uses at once. Resolves when the store has forgotten their turns. */
  clear(): Promise<void>
  /** Ends all uses, and forgets those that have ended. */
  reset(): Promise<void>
}

export interface ScenarioSources {
  /** Counts the turns, so that each is taken by one request even with several processes. */
  readonly turns: Once
  /** Returns an id that no other use has, in any process on the same store. */
  readonly newId: () => string
  /** Time of the store's clock, in epoch milliseconds. */
  readonly now: () => number
  /** The number of resets of the twin: a request that arrived before the last one takes no turn. Default: none. */
  readonly generation?: () => number
  /** Whether the requests are those of a session, whose state no one else sees. Default: false. */
  readonly isSession?: boolean
  /** Called when a use begins, acts or ends. Default: nothing. */
  readonly report?: (event: ScenarioEvent) => void
}

/** Selects a scenario for one request: `x-helseid-mock-scenario: expired-token;seconds=60`. */
export const scenarioHeader = 'x-helseid-mock-scenario'

/** A wait that ends early when the caller hangs up. */
export function waitOf({ signal }: Pick<Request, 'signal'>): Wait {
  return async (seconds) =>
    new Promise((resolve) => {
      const timer = setTimeout(done, seconds * 1000)
      function done() {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      signal.addEventListener('abort', done)
      if (signal.aborted) done()
    })
}

/**
 * The store remembers a turn for this long after it was first taken, in milliseconds of the twin's clock, or until its last use. Later
 * it counts from 0 again: the process that created the use still ends it after `times` requests, because it keeps its own count.
 */
const turnMemory = 24 * 60 * 60 * 1000

export function createActiveScenarios({
  turns: once,
  newId,
  now,
  generation = () => 0,
  isSession = false,
  report = () => undefined,
}: ScenarioSources): ActiveScenarios {
  let entries: Entry[] = []
  const ended = createEndedScenarios(now, report)
  const rank = ({ use }: Entry) => (use.clientId === undefined ? 0 : 2) + (use.sts === undefined ? 0 : 1)
  /** Removes a turn that no request can take any more. */
  const end = async (entry: Entry, turn: PlannedTurn) => {
    if (entry.turns.includes(turn)) entry.turns.splice(entry.turns.indexOf(turn), 1)
    const isOver = entry.turns.length === 0 && entries.includes(entry)
    entries = entries.filter(({ turns }) => turns.length > 0)
    if (isOver) ended.add([entry], 'used up')
    await once.forget(turn.key)
  }
  const noteAct = (entry: Entry, { name }: PlannedTurn): true => {
    if (name !== null) {
      entry.acted += 1
      entry.lastActedAt = now()
      report({ what: 'acted', use: inUseOf(entry), name })
    }
    return true
  }
  const count = async (entry: Entry, turn: PlannedTurn): Promise<boolean> => {
    if (turn.times === Number.POSITIVE_INFINITY) return noteAct(entry, turn)
    if (turn.left <= 0) return false
    // Counted here before the store answers, so that concurrent requests of this process take the next turn without waiting.
    turn.left -= 1
    turn.pending += 1
    const { used } = await once
      .use(turn.key, { until: now() + turnMemory, times: turn.times })
      .catch((error: unknown) => {
        turn.left += 1
        throw error
      })
      .finally(() => {
        turn.pending -= 1
      })
    if (used) noteAct(entry, turn)
    else turn.left = 0
    const isOver = turn.left <= 0 || !entries.includes(entry)
    if (isOver && turn.pending === 0) await end(entry, turn)
    return used
  }
  const find: ActiveScenarios['find'] = (places, { sts, clientId, header, generation: arrivedIn = generation() }) => {
    if (header) return fromHeader(header, places, isSession)
    if (entries.length === 0 || arrivedIn !== generation()) return undefined
    const [entry, turn] =
      entries
        .filter(({ use }) => use.clientId === undefined || use.clientId === clientId)
        .filter(({ use }) => use.sts === undefined || requireSts(use.sts) === sts)
        .sort((a, b) => rank(b) - rank(a))
        .map((entry) => [entry, entry.turns.find(({ left }) => left > 0)] as const)
        .find(([, next]) => next !== undefined && places.includes(next.at)) ?? []
    if (entry === undefined || turn === undefined) return undefined
    const active = turn.name === null ? undefined : activeOf(requireScenario(turn.name), turn.parameters)
    return { at: turn.at, active, take: async () => arrivedIn === generation() && count(entry, turn) }
  }
  return {
    use(names, use = {}) {
      const sequence = typeof names === 'string' ? [names] : names
      assertStepParameters(names, use)
      for (const [index, name] of sequence.entries()) {
        const own = use.stepParameters?.[index]
        const place = own === undefined ? '/parameters' : `/stepParameters/${index}`
        if (name !== null) parametersOf(requireScenario(name), own ?? use.parameters, place)
      }
      if (use.sts !== undefined) requireSts(use.sts)
      const each = use.times ?? (typeof names === 'string' ? Number.POSITIVE_INFINITY : 1)
      if (each <= 0) return
      const added = entryOf(sequence, each, { use, id: newId(), now: now() })
      ended.add(
        entries.filter((entry) => isHidden(entry, added)),
        'replaced',
      )
      entries = [added, ...entries.filter((entry) => !isHidden(entry, added))]
      ended.add(entries.slice(limits.scenarioUses.value), 'too many')
      entries = entries.slice(0, limits.scenarioUses.value)
      report({ what: 'begun', use: inUseOf(added) })
    },
    find,
    async take<const P extends Place>(
      places: readonly P[],
      request: ScenarioRequest,
      among: readonly Place[] = places,
    ) {
      for (;;) {
        const turn = find(among, request)
        if (turn === undefined || !(places as readonly Place[]).includes(turn.at)) return undefined
        if (await turn.take()) return turn.active as ActiveScenario<P> | undefined
      }
    },
    get inUse() {
      return entries.map(inUseOf).filter(({ sequence }) => sequence.length > 0)
    },
    get ended() {
      return ended.all
    },
    async stop(id) {
      const over = entries.filter((entry) => entry.id === id)
      entries = entries.filter((entry) => entry.id !== id)
      ended.add(over, 'cleared')
      for (const { key } of over.flatMap(({ turns }) => turns)) await once.forget(key)
      return over.length > 0
    },
    async clear() {
      const over = entries
      entries = []
      ended.add(over, 'cleared')
      await once.clear()
    },
    async reset() {
      entries = []
      ended.forget()
      await once.clear()
    },
  }
}

/** Parses `name` or `name;seconds=5`. @throws {TypeError} for an unknown name or parameter */
export function parseScenario(text: string): { readonly name: string; readonly parameters: Parameters } {
  const [name = '', ...pairs] = text.split(';').map((part) => part.trim())
  const parameters = namedOnce(
    pairs.map((pair): [string, number] => {
      const [key = '', value = ''] = pair.split('=')
      if (!/^\d+(\.\d+)?$/.test(value))
        throw new TypeError(`"${pair}" must be a parameter with a number, such as seconds=5`)
      return [key, Number(value)]
    }),
    (key) => new TypeError(`${key} is given twice`),
  )
  parametersOf(requireScenario(name), parameters)
  return { name, parameters }
}

/** A request whose scenario header cannot be followed: an unknown scenario, an invalid parameter, or one that outlives the request. */
export class BadScenario extends TypeError {
  override readonly name = 'BadScenario'
}

function fromHeader(header: string, places: readonly Place[], isSession: boolean): Turn | undefined {
  const { name, parameters } = parseHeader(header)
  const scenario = requireScenario(name)
  const { at } = scenario.act
  if (outlivesRequest(scenario.act) && !isSession)
    throw new BadScenario(
      `${scenarioHeader}: ${name} would change the twin for every caller: use POST /_mock/scenarios with {"name":"${name}"}, or send the header in a session (/s/<id>/…)`,
    )
  if (!places.includes(at)) return undefined
  return { at, active: activeOf(scenario, parameters), take: async () => true }
}

function activeOf(scenario: Scenario, given: Parameters | undefined): ActiveScenario {
  return { name: scenario.name, act: scenario.act, parameters: parametersOf(scenario, given) }
}

function parseHeader(header: string): ReturnType<typeof parseScenario> {
  try {
    return parseScenario(header)
  } catch (error) {
    throw new BadScenario(`x-helseid-mock-scenario: ${(error as Error).message}`, { cause: error })
  }
}
