/** Finds where an issuer differs from the contract. Needs only the committed pacts, not Pact itself. */
export {
  type DriftOptions,
  type DriftOutcome,
  type DriftRow,
  type DriftSession,
  findDrift,
  isLoopback,
} from './pact/drift.ts'
export { assertIssuer } from './pact/issuer-address.ts'
export { parsedMembers } from './pact/parsed-members.ts'
export type { Difference } from './pact/response-differences.ts'
export { type Rights, rightWords, type StsClient } from './pact/sts-client.ts'
