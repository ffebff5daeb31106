/** What a scenario changes about one token request: looked up once, and applied at each step. */
import { toClient } from '../clients/registry.ts'
import type { Clock } from '../clock.ts'
import type { ScenarioKeyRing } from '../keys/key-ring.ts'
import type { ActiveScenario, ActiveScenarios, ScenarioRequest, Turn } from '../scenarios/active-scenarios.ts'
import { requireScenario } from '../scenarios/index.ts'
import type { Place, Wait } from '../scenarios/scenario.ts'
import type { TokenDraft } from '../tokens/token-draft.ts'
import type { FactSources } from '../verdict/fact-sources.ts'
import type { TokenError } from './sts.ts'

export interface ScenarioEffects {
  /** Name of the scenario that has acted so far. */
  readonly name: string | undefined
  /** Whether it answers instead of the STS. */
  readonly answers: boolean
  /**
   * Called before the request is judged. Takes the turn of a scenario that acts before, if a client will see it in the outcome, and
   * resolves with the sources, changed if it concerns the client or the clock. `outcomeOf` judges the request without remembering it.
   */
  judging(sources: FactSources, outcomeOf: (sources: FactSources) => Outcome): Promise<FactSources>
  /** Called before a token is issued. Takes the turn of a scenario that changes tokens, and resolves with its change. */
  issuing(): Promise<((draft: TokenDraft) => TokenDraft) | undefined>
  /** Returns the response, changed or replaced by the scenario. `body` is that of a successful token response. */
  respond(usual: Response, about: AnswerContext): Promise<Response>
}

export interface AnswerContext {
  readonly body: Readonly<Record<string, unknown>> | undefined
  readonly issueNonce: () => string
  readonly wait: Wait
  readonly clock: Clock
}

/** How the STS would answer; undefined if it would issue a token. */
export type Outcome = TokenError['error'] | undefined

/** Places that act whether a token is issued or not. */
const earlyPlaces = ['token answer', 'client', 'clock'] as const

/** Places that show in a token. They act only when one is issued; a nonce challenge before it does not count. */
const latePlaces = ['token body', 'access token', 'keys'] as const

/** Places where a scenario acts on a token request. */
const tokenPlaces = [...earlyPlaces, ...latePlaces] as const

type Early = ActiveScenario<(typeof earlyPlaces)[number]>
type Late = ActiveScenario<(typeof latePlaces)[number]>

export const noEffects: ScenarioEffects = {
  name: undefined,
  answers: false,
  judging: async (sources) => sources,
  issuing: async () => undefined,
  respond: async (usual) => usual,
}

/**
 * Finds the scenario for a token request. A key scenario changes `keys` immediately.
 *
 * The turn that is found decides when the scenario acts: before the request is judged, or when a token is issued. If a concurrent
 * request takes that turn first, this one takes the next turn of the same kind. If the next turn is of the other kind, no scenario
 * acts on this request. A key change that was found stays made.
 */
export async function scenarioEffects(
  scenarios: ActiveScenarios,
  request: ScenarioRequest,
  keys: ScenarioKeyRing,
): Promise<ScenarioEffects> {
  const turn = scenarios.find(tokenPlaces, request)
  if (turn === undefined) return noEffects
  if (turn.active?.act.at === 'keys') await turn.active.act.change(keys)
  const isEarly = (earlyPlaces as readonly Place[]).includes(turn.at)
  let early: Early | undefined
  let late: Late | undefined
  return {
    get name() {
      return (early ?? late)?.name
    },
    get answers() {
      return early?.act.at === 'token answer'
    },
    async judging(sources, outcomeOf) {
      if (!isEarly || !isSeen(turn, sources, outcomeOf)) return sources
      early = await scenarios.take(earlyPlaces, request, tokenPlaces)
      return early === undefined ? sources : changedSources(sources, early)
    },
    async issuing() {
      if (isEarly) return undefined
      late = await scenarios.take(latePlaces, request, tokenPlaces)
      return late && tokenChange(late)
    },
    async respond(usual, about) {
      if (early !== undefined) return earlyResponse(early, usual, about)
      if (late?.act.at === 'token body' && about.body !== undefined)
        return new Response(late.act.change(about.body), usual)
      return usual
    },
  }
}

/** Whether a client sees the scenario in the answer to this request; otherwise its turn is kept for a later one. */
function isSeen({ at, active }: Turn, sources: FactSources, outcomeOf: (sources: FactSources) => Outcome): boolean {
  if (active === undefined) return at !== 'client' || !isChallenge(outcomeOf(sources))
  if (active.act.at === 'token answer') {
    const { insteadOf } = active.act
    if (insteadOf === undefined) return true
    const usual = outcomeOf(sources)
    return !isChallenge(usual) && insteadOf.includes(usual === undefined ? 'a token' : 'a refusal')
  }
  if (active.act.at !== 'client') return true
  const outcome = outcomeOf(changedSources(sources, active as Early))
  if (requireScenario(active.name).shows === 'token') return outcome === undefined
  if (outcome === undefined || isChallenge(outcome)) return false
  const usual = outcomeOf(sources)
  return usual?.error !== outcome.error || usual.description !== outcome.description
}

function isChallenge(outcome: Outcome): boolean {
  return outcome?.error === 'use_dpop_nonce'
}

function changedSources(sources: FactSources, { act, parameters }: Early): FactSources {
  const { clock, registry } = sources
  if (act.at === 'clock') {
    const off = act.seconds(parameters) * 1000
    return { ...sources, clock: { now: () => clock.now() + off, incoming: () => clock.incoming() + off } }
  }
  if (act.at !== 'client') return sources
  const client = (clientId: string) => {
    const known = registry.client(clientId)
    return known && toClient(act.change(known.registration, clock.now() / 1000))
  }
  return { ...sources, registry: { ...registry, client } }
}

/** Undefined for a scenario that does not change the access token. */
function tokenChange({ act, parameters }: Late): ((draft: TokenDraft) => TokenDraft) | undefined {
  return act.at === 'access token' ? (draft) => act.change(draft, parameters) : undefined
}

async function earlyResponse(
  { act, parameters }: Early,
  usual: Response,
  { issueNonce, wait, clock }: AnswerContext,
): Promise<Response> {
  if (act.at === 'clock') usual.headers.set('Date', httpDate(clock.incoming() + act.seconds(parameters) * 1000))
  if (act.at !== 'token answer') return usual
  return act.answer({ parameters, proceed: async () => usual, issueNonce, wait })
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7 */
function httpDate(epochMilliseconds: number): string {
  return new Date(epochMilliseconds).toUTCString()
}
