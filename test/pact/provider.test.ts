/** The twin matches the contract in all its roles: token service, Selvbetjening and protected API. */
import { fileURLToPath } from 'node:url'
import { Verifier } from '@pact-foundation/pact'
import { sampleApi, selvbetjeningScope } from 'helseid-contract'
import { helseIdPact, type Pact, pacts, stsPact, type Verification } from 'helseid-contract/pact'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, expect, it } from 'vitest'

let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0, profile: { qa: 'next' } })
})
afterAll(() => sts.close())

const verificationOf: Readonly<Record<keyof typeof pacts, () => Promise<Verification>>> = {
  sts: () => stsPact({ twin: sts.origin }),
  selvbetjening: () =>
    helseIdPact({
      twin: sts.origin,
      providerBaseUrl: `${sts.origin}/selvbetjening/test`,
      audience: 'nhn:selvbetjening',
      scopes: [selvbetjeningScope],
    }),
  api: () =>
    helseIdPact({
      twin: sts.origin,
      providerBaseUrl: `${sts.origin}/nhn-api/test`,
      audience: sampleApi.audience,
      scopes: [sampleApi.scope],
    }),
}

async function verify(pact: Pact, verification: Verification): Promise<void> {
  const { consumer, provider, interactions } = pact
  const path = fileURLToPath(import.meta.resolve(`helseid-contract/pacts/${consumer.name}-${provider.name}.json`))
  const verifier = new Verifier({ ...verification, provider: provider.name, pactUrls: [path], logLevel: 'error' })
  const { interactionResults } = JSON.parse(await verifier.verifyProvider())
  expect(interactionResults).toHaveLength(interactions.length)
  for (const result of interactionResults) expect(result).toMatchObject({ result: 'OK' })
}

it.each(Object.keys(pacts) as (keyof typeof pacts)[])('the twin matches the pact %s', async (name) => {
  await verify(pacts[name], await verificationOf[name]())
})

it('the rule that the pact names determines each error of the token service', () => {
  const decided = sts.requests.map(({ verdict }) => verdict?.answer?.rule)
  const named = pacts.sts.interactions
    .filter(({ response }) => response.status === 400)
    .map(({ comments }) => comments?.rule)
  // The twin supports one grant type, so a scenario produces this error.
  const bySomeRule = named.filter((rule) => rule !== undefined && rule !== 'grant-type-known')
  expect(decided).toEqual(expect.arrayContaining(bySomeRule))
})

it('the token service matches its pact in the profile next, and in a session', async () => {
  const session = await sts.createSession()
  await verify(pacts.sts, await stsPact({ twin: session.origin, sts: 'qa' }))
  expect(new Set(session.requests.map((request) => request.sts))).toEqual(new Set(['qa']))
})
