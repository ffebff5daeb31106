/** The names of the states of the token, and the meaning that a state map gives to consumers' own names. */
import { didYouMean } from './closest-name.ts'

/** The name of a state, the parameters of `a HelseID token`, or a list of these. */
export type StateMeaning = string | TokenDescription | readonly (string | TokenDescription)[]

/**
 * The consumer's own names of states.
 * @example
 * const stateMap = { 'the token is for another API': 'wrong-audience' }
 */
export type StateMap = Readonly<Record<string, StateMeaning>>

/** Part of the body of `POST /_mock/tokens`. */
export interface TokenDescription {
  readonly broken?: readonly string[]
  readonly proof?: object
  readonly scopes?: readonly string[]
  readonly [member: string]: unknown
}

/** State with the parameters of `POST /_mock/tokens`: `{ scopes: […], proof: { broken: 'wrong-htu' } }`. */
export const tokenState = 'a HelseID token'
/** State with the parameters of `POST /_mock/clients`, except `clientId`. */
export const clientState = 'a registered client'
/** State in which the API has already received the request's token and proof once. */
export const usedProofState = 'a proof used twice'

/** What sets up each state. */
export type StateHandlerMap = Readonly<Record<string, (parameters?: unknown) => Promise<void>>>

export function isDescription(meaning: unknown): meaning is TokenDescription {
  return typeof meaning === 'object' && meaning !== null && !Array.isArray(meaning)
}

/** @throws {TypeError} naming the entry whose scenario acts on the twin's own API only */
export function assertMeanings(stateMap: StateMap, onTwinOnly: readonly string[]): void {
  for (const [name, meaning] of Object.entries(stateMap)) {
    const found = [meaning].flat().find((each) => typeof each === 'string' && onTwinOnly.includes(each))
    if (found !== undefined)
      throw new TypeError(
        `the state map gives "${name}" the meaning "${found}", which acts on the twin's own API only: describe the token, or let a state of your API cause the failure`,
      )
  }
}

/** @throws {TypeError} naming the entry that is neither a description nor a known state */
export function mapped(stateMap: StateMap, known: StateHandlerMap): StateHandlerMap {
  const one = (name: string, meaning: unknown) => {
    if (isDescription(meaning)) return () => known[tokenState]?.(meaning)
    if (typeof meaning === 'string' && Object.hasOwn(known, meaning)) return () => known[meaning]?.()
    throw new TypeError(
      `the state map gives "${name}" the meaning ${JSON.stringify(meaning)}${typeof meaning === 'string' ? didYouMean(meaning, Object.keys(known)) : ''}: use the name of a scenario (helseid-mock scenarios), "${usedProofState}", or an object such as { "scopes": ["nhn:journal/read"] }`,
    )
  }
  return Object.fromEntries(
    Object.entries(stateMap).map(([name, meaning]) => {
      const steps = (Array.isArray(meaning) ? meaning : [meaning]).map((each) => one(name, each))
      return [
        name,
        async () => {
          for (const step of steps) await step()
        },
      ]
    }),
  )
}
