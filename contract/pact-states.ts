/** The provider states of APIs protected by HelseID and the tokens they stand for, without Pact. */
export {
  clientState,
  type StateMap,
  type StateMeaning,
  type TokenDescription,
  tokenState,
  usedProofState,
} from './pact/state-map.ts'
export {
  type ApiCall,
  createTokenStates,
  type Renewed,
  type TokenStates,
  type TokenStatesOptions,
} from './pact/token-states.ts'
