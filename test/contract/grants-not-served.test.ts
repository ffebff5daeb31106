/** What a verdict says about a grant that HelseID has and the twin does not serve. */
import { publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'
import { caseContext, exchangeWith, start, toFetch } from '../mock-sts/endpoints/case-harness.ts'

// From HelseID's recorded metadata: `grant_types_supported`.
const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange'

it.each([
  [exchange, ['client_credentials'], 'grant-type-known'],
  [exchange, ['client_credentials', exchange], 'grant-type-served'],
  ['authorization_code', ['client_credentials', 'authorization_code'], 'grant-type-served'],
])('a request for %s by a client with %j says that HelseID has this grant (%s)', async (grant, grantTypes, rule) => {
  const twin = createHelseIdMock({ now: () => start * 1000 })
  const context = caseContext(twin, { assertionKey: 'ec' })
  const { clientId, scope } = context
  await twin.registerClient({ clientId, jwks: { keys: [publicJwk(context.key('ec'))] }, scopes: [scope], grantTypes })
  const { request } = await exchangeWith({ form: { grant_type: grant } }, context)
  await twin.handle(toFetch(request))
  const broken = twin.requests.at(-1)?.verdict?.rules.find(({ id }) => id === rule)
  expect(broken).toMatchObject({ fix: expect.stringContaining('HelseID has this grant, the twin does not yet') })
})
