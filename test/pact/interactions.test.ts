/** The contract as a whole: every file an interaction, every state one that can be had. */
import { readdirSync } from 'node:fs'
import { interactions, pacts, states } from 'helseid-contract/pact'
import { rules } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { scenarios } from '../../mock-sts/scenarios/index.ts'

const files = readdirSync(new URL('../../contract/pact/interactions/', import.meta.url))
const camelCase = (file: string) =>
  file.replace('.ts', '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

it('every file is an interaction of the same name, and every interaction a file', () => {
  expect(Object.keys(interactions).sort()).toEqual(
    files
      .filter((name) => name !== 'index.ts')
      .map(camelCase)
      .sort(),
  )
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
    expect(written).toMatchObject([{ comments: { status: evidence.status } }])
  })

  it('asks for states that are those of registrations, requests or scenarios', () => {
    const known = [...states, ...scenarios.map(({ name }) => name)]
    for (const state of given) expect(known).toContain(typeof state === 'string' ? state : state[0])
  })
})
