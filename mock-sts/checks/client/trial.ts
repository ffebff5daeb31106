/** What a trial is: one run of the client against a twin that behaves in one way. */
import type { ScenarioUse } from '../../scenarios/active-scenarios.ts'
import type { Requirement } from './requirement.ts'

export interface Trial {
  /** The scenario's name where it is about one; baselines name it. */
  readonly name: string
  /** What a good client does, as a sentence. */
  readonly requires: string
  readonly source: string
  /**
   * How a good client ends: with every call made, or by reporting the failure (an exit code other than 0), or in either way, but it
   * ends.
   */
  readonly expects: 'all calls' | 'a failure reported' | 'an end'
  /** How often the client is to call the API. */
  readonly calls: number
  readonly uses: readonly { readonly scenario: string; readonly use?: ScenarioUse }[]
  /** What is looked at besides. */
  readonly looksAt: readonly Requirement[]
  /** Whether what the client sends is judged by itself: not where the twin's view of client or clock is wrong on purpose. */
  readonly judges: { readonly tokenRequests: boolean; readonly apiRequests: boolean }
  /** A second scope is asked for, and withheld. */
  readonly withheldScope?: true
  /** HelseID changes its signing key when the first token has been issued. */
  readonly rotatesKeys?: true
  /** True for what takes longer than a moment: started first. */
  readonly slow?: true
  /** True where it differs from another trial only in what an API refuses, which a client does not see. */
  readonly onlyIfAll?: true
}
