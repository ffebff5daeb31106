/** The shape of a trial: one run of the client against a twin that behaves in one particular way. */
import type { ScenarioUse } from '../../scenarios/active-scenarios.ts'
import type { Requirement } from './requirement.ts'

export interface Trial {
  /** For the trial of a scenario, the name of the scenario. Baselines refer to it. */
  readonly name: string
  /** What a correct client does, as a sentence. */
  readonly requires: string
  readonly source: string
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
  /** The client requests a second scope, which HelseID withholds. */
  readonly withheldScope?: true
  /** HelseID changes its signing key after the first token was issued. */
  readonly rotatesKeys?: true
  /** Takes several seconds, so it is started first. */
  readonly slow?: true
  /** A client cannot tell it apart from another trial; it only runs with `--all`. */
  readonly onlyIfAll?: true
}
