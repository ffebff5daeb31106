/** The contract for Pact: interactions, the committed pacts, and options to verify them. */
import { clientState, tokenState, usedProofState } from './state-map.ts'
import { stsStates } from './sts-states.ts'

export { type HelseIdPactOptions, helseIdPact } from './api-verification.ts'
export { addTo, consumer, type Evidence, type Interaction, providers } from './interaction.ts'
export { type InteractionName, interactions } from './interactions/index.ts'
export { type Pact, type PactInteraction, pacts } from './pacts.ts'
export {
  clientState,
  type StateMap,
  type StateMeaning,
  type TokenDescription,
  tokenState,
  usedProofState,
} from './state-map.ts'
export { exampleRights, type Rights, type StsClient } from './sts-client.ts'
export { type StsPactOptions, stsPact } from './sts-verification.ts'
export type { TokenStatesOptions } from './token-states.ts'
export type { Verification } from './verification.ts'

/** Provider states of the token service and of APIs, in addition to the twin's scenarios. */
export const states: readonly string[] = [...Object.keys(stsStates), tokenState, clientState, usedProofState]
