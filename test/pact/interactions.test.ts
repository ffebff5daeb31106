/** The contract as a whole: every file an interaction, every state one that can be had. */
import { interactions, pacts, states } from 'helseid-contract/pact'
import { rules } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { scenarios } from '../../mock-sts/scenarios/index.ts'
import { forgottenLines } from '../forgotten-lines.ts'

const kebabCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

it('every file of contract/pact/interactions/ is listed in its index', () => {
  const listed = Object.keys(interactions).map(kebabCase)
  const add = 'import it there and add it to `interactions`'
  expect(forgottenLines({ folder: 'contract/pact/interactions', listed, add })).toEqual([])
})

const refusals = pacts.sts.interactions.flatMap(({ response, comments }) => {
  const { error } = (response.body?.content ?? {}) as { error?: string }
  return error === undefined ? [] : [{ error, rule: comments?.rule }]
})

it('every error with which some rule answers is an interaction', () => {
  const errors = refusals.map(({ error }) => error)
  for (const { answer } of rules) expect(errors).toContain(answer.error)
})

it.each(refusals.filter(({ rule }) => rule !== undefined))('$error is the answer of $rule', ({ error, rule }) => {
  expect(rules.find(({ id }) => id === rule)?.answer.error).toBe(error)
})

it.each(pacts.sts.interactions.filter(({ request }) => request.body !== undefined))(
  '$description has a matching rule for each field of the form',
  ({ request }) => {
    const names = [...new URLSearchParams(String(request.body?.content)).keys()]
    // That of the whole is Pact's own.
    const paths = Object.keys(request.matchingRules?.body ?? {}).filter((path) => path !== '$')
    expect(paths.sort()).toEqual(names.map((name) => `$.${name}[0]`).sort())
  },
)

describe.each(Object.entries(interactions))('%s', (_name, { states: given, uponReceiving, provider, evidence }) => {
  it('stands in its provider’s pact, with how sure it is', () => {
    const pact = Object.values(pacts).find((one) => one.provider.name === provider)
    const written = pact?.interactions.filter(({ description }) => description === uponReceiving)
    const stale = `the pact of ${provider} has not "${uponReceiving}" as it is now: npm run pacts`
    expect(written, stale).toMatchObject([{ comments: { status: evidence.status } }])
  })

  it('asks for states that are those of registrations, requests or scenarios', () => {
    const known = [...states, ...scenarios.map(({ name }) => name)]
    for (const state of given) {
      const stateName = typeof state === 'string' ? state : state[0]
      const unknown = `"${stateName}" is neither a scenario nor a state of contract/pact/sts-states.ts`
      expect(known.includes(stateName), unknown).toBe(true)
    }
  })
})
