/** The severities of a profile, with the changes for all clients, an STS and a client. */
import { endpointProfiles, type ProfileName, profiles, type Severities, type Severity } from 'helseid-contract/rules'

/** Changes to the severities of a profile, by rule id. */
export type SeverityChanges = Readonly<Record<string, Severity>>

/** Applies changes to the severities of a profile, in order: later ones win. */
export function severitiesOf(profile: ProfileName, ...changes: readonly (SeverityChanges | undefined)[]): Severities {
  return Object.assign({}, profiles[profile], endpointProfiles[profile], ...changes)
}
