/** One interaction as the proxy sees it: its states, its request, its end, and what went wrong. */
import type { Renewed, TokenStates } from 'helseid-contract/pact-states'
import { didYouMean } from '../../http/closest.ts'
import type { StateAnswer, StateChange } from './state-change.ts'

export interface Interactions {
  /** `passOn` sends the change to the API's own state URL; undefined if it has none. */
  change(change: StateChange, passOn: (() => Promise<StateAnswer>) | undefined): Promise<StateAnswer>
  /** Replaces token and proof. @throws {Error} if a state could not be set up, or the answer would prove nothing */
  renew: TokenStates['renew']
  /** Ends the interaction after its answer; `status` is undefined if there was none. */
  answered(call: string, status: number | undefined, renewed: Renewed | undefined): Promise<void>
}

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
  const fail = (error: unknown): StateAnswer => {
    failure ??= error
    const reason = reasonOf(error)
    warn(reason)
    return { status: 500, contentType: 'text/plain; charset=utf-8', body: reason }
  }
  const setUp = async ({ state, parameters }: StateChange, passOn: (() => Promise<StateAnswer>) | undefined) => {
    states.push(state)
    const handler = Object.hasOwn(tokens.handlers, state) ? tokens.handlers[state] : undefined
    if (handler !== undefined) {
      await handler(parameters)
      return done
    }
    if (passOn === undefined)
      throw new Error(
        `unknown state "${state}"${didYouMean(state, Object.keys(tokens.handlers))}: give your own state URL with --states, or say with --state-map what it means for the token`,
      )
    const answer = await passOn()
    if (answer.status >= 400)
      failure ??= new Error(`the state URL answers ${answer.status} to the state "${state}": ${textOf(answer)}`)
    return answer
  }
  return {
    async change(change, passOn) {
      try {
        if (change.action === 'teardown') {
          await end()
          const answer = (await passOn?.()) ?? done
          // A state of the tokens is not known there.
          return Object.hasOwn(tokens.handlers, change.state) && answer.status === 404 ? done : answer
        }
        if (change.state === '') return (await passOn?.()) ?? done
        return await setUp(change, passOn)
      } catch (error) {
        return fail(error)
      }
    },
    async renew(call) {
      if (failure !== undefined) throw failure
      return tokens.renew(call)
    },
    async answered(call, status, renewed) {
      const named = states.length === 0 ? 'no state' : states.map((state) => `"${state}"`).join(', ')
      print(`${call} → ${status ?? 'no answer'}; ${named}; ${renewed?.sent ?? 'no token'}`)
      const note = status === undefined ? undefined : await renewed?.answered(status)
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
