/** The provider states of APIs protected by HelseID and the tokens they stand for, without Pact. */
export {
  type ApiCall,
  clientState,
  createTokenStates,
  type Renewed,
  type StateMap,
  type StateMeaning,
  type TokenDescription,
  type TokenStates,
  type TokenStatesOptions,
  tokenState,
  usedProofState,
} from './pact/token-states.ts'
