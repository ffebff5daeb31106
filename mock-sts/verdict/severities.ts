/** What a broken rule means: by the profile, changed for all, for an STS, for a client. */
import { type ProfileName, profiles, type Severities, type Severity } from 'helseid-contract/rules'

/** Changes to the severities of a profile, by rule id. */
export type SeverityChanges = Readonly<Record<string, Severity>>

/** Severities of a profile with the changes applied in order: a later one wins. */
export function severitiesOf(profile: ProfileName, ...changes: readonly (SeverityChanges | undefined)[]): Severities {
  return Object.assign({}, profiles[profile], ...changes)
}
