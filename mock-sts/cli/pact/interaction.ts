/** One interaction as the proxy sees it: its states, its request, its end, and what went wrong. */
import type { Renewed, TokenStates } from 'helseid-contract/pact-states'
import { didYouMean } from '../../http/closest.ts'
import type { StateAnswer, StateChange } from './state-change.ts'

export interface ApiAnswer {
  readonly status: number
  /** Its `WWW-Authenticate`. */
  readonly challenge?: string | undefined
}

export interface Interactions {
  /**
   * `passOn` sends the change to the API's own state URL; undefined if it has none. A setup that fails is answered with
   * 200, and fails the interaction at its request.
   */
  change(change: StateChange, passOn: (() => Promise<StateAnswer>) | undefined): Promise<StateAnswer>
  /** Replaces token and proof. @throws {Error} if a state could not be set up, or the answer would prove nothing */
  renew: TokenStates['renew']
  /** Ends the interaction after its answer; `answer` is undefined if there was none. */
  answered(call: string, answer: ApiAnswer | undefined, renewed: Renewed | undefined): Promise<void>
}

/** Pact's verifier reports a 4xx at once, but repeats a teardown for two minutes after a 5xx. */
const teardownFailed = 422

const done: StateAnswer = { status: 200, contentType: 'application/json', body: '{}' }

/** `print` takes a line per interaction, `warn` what went wrong. */
export function createInteractions(
  tokens: TokenStates,
  { print, warn }: { readonly print: (line: string) => void; readonly warn: (line: string) => void },
): Interactions {
  let states: string[] = []
  let failure: unknown

  const end = async () => {
    states = []
    failure = undefined
    await tokens.clear()
  }
  /**
   * Pact's verifier repeats a state change for two minutes after a 5xx, and sends neither request nor teardown after a
   * 4xx, so that the end of the interaction would not be seen. The request is answered with 599 instead.
   */
  const failSetUp = (error: unknown): StateAnswer => {
    failure ??= error
    warn(reasonOf(error))
    return done
  }
  const setUp = async ({ state, parameters }: StateChange, passOn: (() => Promise<StateAnswer>) | undefined) => {
    const isKnown = Object.hasOwn(tokens.handlers, state)
    if (state !== '') states.push(state)
    if (isKnown) {
      await tokens.handlers[state]?.(parameters)
      return done
    }
    const meant = didYouMean(state, Object.keys(tokens.handlers)).replace('; did', '. Did')
    const byMap = 'say with --state-map what it means for the token'
    if (passOn === undefined) {
      if (state === '') return done
      throw new Error(`unknown state "${state}"${meant || '.'} Give your own state URL with --states, or ${byMap}`)
    }
    const answer = await passOn()
    if (answer.status < 400) return answer
    throw new Error(
      `the state URL answers ${answer.status} to ${state === '' ? 'the empty state' : `the state "${state}", which is none of the token${meant || '.'} Set it up there, or ${byMap}`}: ${textOf(answer)}`,
    )
  }
  const tearDown = async ({ state }: StateChange, passOn: (() => Promise<StateAnswer>) | undefined) => {
    await end()
    const answer = (await passOn?.()) ?? done
    // A state of the tokens is not known there.
    if (answer.status < 400 || (Object.hasOwn(tokens.handlers, state) && answer.status === 404))
      return answer.status < 400 ? answer : done
    throw new Error(`the state URL answers ${answer.status} to it: ${textOf(answer)}`)
  }
  return {
    async change(change, passOn) {
      if (change.action === 'setup') return setUp(change, passOn).catch(failSetUp)
      return tearDown(change, passOn).catch((error: Error) => {
        const reason = `The teardown of ${change.state === '' ? 'the interaction' : `"${change.state}"`} failed: ${error.message}`
        warn(reason)
        return { status: teardownFailed, contentType: 'text/plain; charset=utf-8', body: reason }
      })
    },
    async renew(call) {
      if (failure !== undefined) throw failure
      return tokens.renew(call)
    },
    async answered(call, answer, renewed) {
      const named = states.length === 0 ? 'no state' : states.map((state) => `"${state}"`).join(', ')
      print(`${call} → ${answer?.status ?? 'no answer'}; ${named}; ${renewed?.sent ?? 'no token'}`)
      const note = answer === undefined ? undefined : await renewed?.answered(answer.status, answer.challenge)
      if (note !== undefined) warn(`${call}: ${note}`)
      await end()
    },
  }
}

export function reasonOf(error: unknown): string {
  return `The interaction could not be set up: ${error instanceof Error ? error.message : String(error)}`
}

function textOf({ body }: StateAnswer): string {
  return (typeof body === 'string' ? body : new TextDecoder().decode(body)).slice(0, 500)
}
