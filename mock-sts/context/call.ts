/** One request while the twin handles it. */
import type { Connection } from '../http/handler.ts'
import type { HttpRequest } from '../http/http-request.ts'
import { type ActiveScenario, scenarioHeader } from '../scenarios/active-scenarios.ts'
import type { Place } from '../scenarios/scenario.ts'
import type { Verdict } from '../verdict/verdict.ts'
import type { Address } from './address.ts'
import type { Context } from './context.ts'

export interface Call {
  readonly context: Context
  /** Generation of the context when the request arrived. */
  readonly generation: number
  readonly address: Address
  readonly request: HttpRequest
  readonly connection: Connection
  /** Notes for the journal, filled in while the request is handled. */
  readonly notes: Notes
}

/** What the handlers learn about a request. */
export interface Notes {
  /** The client that the request names. */
  clientId?: string | undefined
  /** The scenario that acted on the request. */
  scenario?: string | undefined
  /** Error code of the response. */
  error?: string | undefined
  /** Verdict on a token request. */
  verdict?: Verdict
  /** The nonce in the proof of a token request. */
  nonce?: string | undefined
  /** `jti` of the access token that an API call presents, unverified. */
  tokenId?: string | undefined
  /** `jti` of the access token in the response. */
  newTokenId?: string | undefined
  /** Body of the request; undefined if it was too long to read. */
  body?: Buffer | undefined
  /** The session that a request to a real hostname belongs to. Its journal records the request. */
  owner?: Owner
}

/** A twin or session, in the generation in which the request reached it. */
export type Owner = Pick<Call, 'context' | 'generation'>

interface TakeOptions<P extends Place> {
  readonly clientId?: string | undefined
  /** Whether the request shows the scenario; if not, its turn is kept. Default: every request does. */
  readonly isSeen?: (active: ActiveScenario<P>) => boolean | Promise<boolean>
}

/** Takes a scenario's turn at `place` if a client sees it in the answer, and notes which scenario acted. */
export async function takeScenario<P extends Place>(
  { context, generation, address, request, notes }: Call,
  place: P,
  { clientId, isSeen = () => true }: TakeOptions<P> = {},
): Promise<ActiveScenario<P> | undefined> {
  const scenarioRequest = { sts: address.sts, clientId, header: request.headers.get(scenarioHeader), generation }
  const next = context.scenarios.find([place], scenarioRequest)?.active as ActiveScenario<P> | undefined
  if (next !== undefined && !(await isSeen(next))) return undefined
  const active = await context.scenarios.take([place], scenarioRequest)
  if (active !== undefined) notes.scenario = active.name
  return active
}
