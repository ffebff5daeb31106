/** The contract as a whole: every file an interaction, every state one that can be had. */
import { readdirSync } from 'node:fs'
import { interactions, pacts, states } from 'helseid-contract/pact'
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
