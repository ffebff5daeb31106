/** The contract: every file is a listed interaction, and every provider state exists. */
import { interactions, pacts, states } from 'helseid-contract/pact'
import { rules } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { scenarios } from '../../mock-sts/scenarios/index.ts'
import { forgottenLines } from '../forgotten-lines.ts'

const kebabCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

it('lists every file of contract/pact/interactions/ in its index', () => {
  const listed = Object.keys(interactions).map(kebabCase)
  const add = 'import it there and add it to `interactions`'
  expect(forgottenLines({ folder: 'contract/pact/interactions', listed, add })).toEqual([])
})

const refusals = pacts.sts.interactions.flatMap(({ response, comments }) => {
  const { error } = (response.body?.content ?? {}) as { error?: string }
  return error === undefined ? [] : [{ error, rule: comments?.rule }]
})

it('has an interaction for every error code of a rule', () => {
  const errors = refusals.map(({ error }) => error)
  for (const { answer } of rules) expect(errors).toContain(answer.error)
})

it.each(refusals.filter(({ rule }) => rule !== undefined))(
  'has the error $error of the rule $rule',
  ({ error, rule }) => {
    expect(rules.find(({ id }) => id === rule)?.answer.error).toBe(error)
  },
)

it.each(pacts.sts.interactions.filter(({ request }) => request.body !== undefined))(
  '$description has a matching rule for each field of the form',
  ({ request }) => {
    const names = [...new URLSearchParams(String(request.body?.content)).keys()]
    // Pact itself adds the rule for the whole body.
    const paths = Object.keys(request.matchingRules?.body ?? {}).filter((path) => path !== '$')
    expect(paths.sort()).toEqual(names.map((name) => `$.${name}[0]`).sort())
  },
)

describe.each(Object.entries(interactions))('%s', (_name, { states: given, uponReceiving, provider, evidence }) => {
  it('is in its provider’s pact, with its status', () => {
    const pact = Object.values(pacts).find((one) => one.provider.name === provider)
    const written = pact?.interactions.filter(({ description }) => description === uponReceiving)
    const stale = `the pact of ${provider} lacks the current "${uponReceiving}": npm run pacts`
    expect(written, stale).toMatchObject([{ comments: { status: evidence.status } }])
  })

  it('has only provider states of registrations, requests or scenarios', () => {
    const known = [...states, ...scenarios.map(({ name }) => name)]
    for (const state of given) {
      const stateName = typeof state === 'string' ? state : state[0]
      const unknown = `"${stateName}" is neither a scenario nor a state of contract/pact/sts-states.ts`
      expect(known.includes(stateName), unknown).toBe(true)
    }
  })
})
