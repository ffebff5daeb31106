/** One request on its way through the twin to its answer. */
import type { Connection } from '../http/handler.ts'
import { type ActiveScenario, scenarioHeader } from '../scenarios/active-scenarios.ts'
import type { Place } from '../scenarios/scenario.ts'
import type { Verdict } from '../verdict/verdict.ts'
import type { Address } from './address.ts'
import type { Context } from './context.ts'

export interface Call {
  readonly context: Context
  readonly address: Address
  readonly request: Request
  readonly connection: Connection
  /** Filled in on the way, for the journal. */
  readonly notes: Notes
}

/** What is found out about a request before it is answered. */
export interface Notes {
  /** The client that the request names. */
  clientId?: string | undefined
  /** The scenario that acted on it. */
  scenario?: string | undefined
  /** Error code of the answer. */
  error?: string | undefined
  /** Of a token request. */
  verdict?: Verdict
  /** Kept with the request; undefined where it was too long to be read. */
  body?: Buffer | undefined
  /** The session that the request belongs to, though it came to a real hostname: its journal keeps it. */
  owner?: Context
}

/** Takes the turn of a scenario at `place`, and notes that it acts. */
export async function takeScenario<P extends Place>(
  { context, address, request, notes }: Call,
  place: P,
  clientId?: string,
): Promise<ActiveScenario<P> | undefined> {
  const header = request.headers.get(scenarioHeader)
  const active = await context.scenarios.take([place], { sts: address.sts, clientId, header })
  if (active !== undefined) notes.scenario = active.name
  return active
}
