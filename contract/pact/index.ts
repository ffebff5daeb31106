/** The contract as Pact knows it: interactions, and what their verification takes. */
export { addTo, type Interaction } from './interaction.ts'
export { interactions, tokenSuccess } from './interactions/index.ts'
export { createVerification, type Verification, type VerificationOptions } from './verification.ts'
