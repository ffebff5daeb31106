/** A token request that a load balancer answers with 502, instead of the twin. */
import { publicJwk, type Recipe } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { caseContext, exchangeWith, start } from '../endpoints/case-harness.ts'

/** Sends the request of `recipe`, and resolves with the twin and the request in its journal. */
export async function refusedWithBadGateway(recipe: Recipe) {
  const twin = createHelseIdMock({ now: () => start * 1000 })
  const context = caseContext(twin, {})
  await twin.registerClient({
    clientId: context.clientId,
    jwks: { keys: [publicJwk(context.key('registered'))] },
    scopes: [context.scope],
  })
  await twin.use('bad-gateway')
  await exchangeWith(recipe, context)
  const entry = twin.requests.at(-1)
  if (entry?.status !== 502) throw new Error('the scenario has not answered the request')
  return { twin, entry }
}
