/** The shape of a trial: one run of the client against a twin that behaves in one particular way. */
import type { Tenancy } from 'helseid-contract/rules'
import type { ScenarioUse } from '../../scenarios/active-scenarios.ts'
import type { Binding } from './binding.ts'
import type { Requirement } from './requirement.ts'

/** Its level is that of `requires`, which is about how the client ends. The requirements that are judged in it have their own. */
export type Trial = Binding & TrialPlan

export interface TrialPlan {
  /** For the trial of a scenario, the name of the scenario. Baselines refer to it. */
  readonly name: string
  /** What is judged of the client’s end, as a sentence. */
  readonly requires: string
  /** How a good client reacts to the scenario: more than the end of a run shows. */
  readonly reaction?: string
  /**
   * How a correct client ends: with all calls made, or with a reported failure (an exit code other than 0), or in either way, as long as it
   * ends.
   */
  readonly expects: 'all calls' | 'a failure reported' | 'an end'
  /** How many times the client must call the API. */
  readonly calls: number
  readonly uses: readonly { readonly scenario: string; readonly use?: ScenarioUse }[]
  /** The requirements that are judged in this trial. */
  readonly looksAt: readonly Requirement[]
  /** Whether the requests themselves are judged; not if the twin's view of the client or the clock is deliberately wrong. */
  readonly judges: { readonly tokenRequests: boolean; readonly apiRequests: boolean }
  /** The client also requests a second scope: one that HelseID withholds, or one that does not exist. */
  readonly secondScope?: 'withheld' | 'unknown'
  /** The address of the API has a query. */
  readonly apiQuery?: string
  /** HelseID changes its signing key after the first token was issued, and keeps the former one in the JWKS or retires it. */
  readonly rotatesKeys?: 'keep' | 'retire'
  /** The twin never finishes an answer. */
  readonly hangs?: true
  /** Takes several seconds, so it is started first. */
  readonly slow?: true
  /** It shows only in clients of this tenancy. */
  readonly onlyFor?: Tenancy
  /** Why a sound client may send no request on which the scenario acts. Default: it must send one. */
  readonly unseenBecause?: string
  /** A client cannot tell it apart from another trial; it only runs with `--all`. */
  readonly onlyIfAll?: true
}
