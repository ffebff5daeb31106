/** Fifty concurrent requests, with a store that has random delays like one across a network. */
import { type ComposedRequest, compose, type ProfileName, registrationOf } from 'helseid-contract/rules'
import { decodeJwt } from 'jose'
import { expect, it } from 'vitest'
import { createMemoryStore } from '../../../mock-sts/store/memory.ts'
import { assembleTwin } from '../../../mock-sts/twin/assemble.ts'
import { realIssuerOf } from '../../../mock-sts/twin/foundation.ts'
import { caseContext, start, toFetch } from '../endpoints/case-harness.ts'
import { delayedStore } from '../store/delayed-store.ts'

const requests = 50

async function startTwin(profile: ProfileName) {
  const { mock } = assembleTwin(
    { now: () => start * 1000, profile },
    { issuerOf: realIssuerOf, store: delayedStore(createMemoryStore()) },
  )
  const context = caseContext(mock, {})
  await mock.registerClient(registrationOf({}, context.clientId, context))
  const moment = { now: start, previous: undefined }
  const challenge = await mock.handle(toFetch(compose({}, context, { ...moment, nonce: undefined })))
  const nonce = challenge.headers.get('dpop-nonce') ?? undefined
  const compositionOf = () => compose({}, context, { ...moment, nonce })
  const send = async (request: ComposedRequest) => {
    const response = await mock.handle(toFetch(request))
    return (await response.json()) as { access_token?: string; error?: string }
  }
  return { mock, compositionOf, send }
}

it('one of fifty concurrent requests with the same proof and different assertions gets a token', async () => {
  const { compositionOf, send } = await startTwin('today')
  const { proof } = compositionOf()
  const same = (request: ComposedRequest): ComposedRequest => ({
    ...request,
    headers: request.headers.map(([name, value]) => [name, name === 'DPoP' ? proof : value] as const),
  })
  const answers = await Promise.all(Array.from({ length: requests }, () => send(same(compositionOf()))))
  expect(answers.filter(({ access_token }) => access_token !== undefined)).toHaveLength(1)
  expect(answers.filter(({ error }) => error === 'invalid_dpop_proof')).toHaveLength(requests - 1)
})

it('one of fifty concurrent requests with the same assertion and different proofs gets a token under `next`', async () => {
  const { compositionOf, send } = await startTwin('next')
  const { assertion, body } = compositionOf()
  const same = (request: ComposedRequest): ComposedRequest => ({ ...request, body, assertion })
  const answers = await Promise.all(Array.from({ length: requests }, () => send(same(compositionOf()))))
  expect(answers.filter(({ access_token }) => access_token !== undefined)).toHaveLength(1)
  expect(answers.filter(({ error }) => error === 'invalid_client')).toHaveLength(requests - 1)
})

it('one of fifty concurrent requests with the same assertion and proof gets a token', async () => {
  const { compositionOf, send } = await startTwin('next')
  const request = compositionOf()
  const answers = await Promise.all(Array.from({ length: requests }, () => send(request)))
  expect(answers.filter(({ access_token }) => access_token !== undefined)).toHaveLength(1)
})

it('a scenario with `times: 1` acts on one of fifty concurrent requests, at every place', async () => {
  for (const scenario of ['invalid-scope', 'expired-token', 'missing-expires-in', 'client-disabled']) {
    const { mock, compositionOf, send } = await startTwin('today')
    await mock.use(scenario, { times: 1 })
    await Promise.all(Array.from({ length: requests }, () => send(compositionOf())))
    expect(mock.requests.flatMap((entry) => entry.scenario ?? [])).toEqual([scenario])
  }
})

it('a sequence of scenarios acts exactly once each on fifty concurrent requests, and the other tokens are valid', async () => {
  const { mock, compositionOf, send } = await startTwin('today')
  await mock.use(['expired-token', 'wrong-audience', 'expired-token'])
  const answers = await Promise.all(Array.from({ length: requests }, () => send(compositionOf())))
  const tokens = answers.map(({ access_token = '' }) => decodeJwt(access_token))
  expect(tokens.filter(({ exp = 0 }) => exp < start)).toHaveLength(2)
  expect(tokens.filter(({ aud }) => aud !== 'nhn:example')).toHaveLength(1)
  expect(mock.requests.flatMap((entry) => entry.scenario ?? []).sort()).toEqual([
    'expired-token',
    'expired-token',
    'wrong-audience',
  ])
})
