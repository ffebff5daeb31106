/** Sends the requests of recipes to a twin that a browser can open. */
import { type ExchangeContext, publicJwk, type Recipe } from 'helseid-contract/rules'
import type { StartedMockSts } from 'helseid-mock'
import { caseContext, exchangeWith } from '../../mock-sts/endpoints/case-harness.ts'

export interface Sender {
  readonly context: ExchangeContext
  /** Id of the last request that the recipe sends. */
  readonly send: (recipe: Recipe) => Promise<string>
}

/** Registers the client of the cases. Its clock is the real one. */
export async function senderTo(twin: StartedMockSts): Promise<Sender> {
  const own = { now: () => Math.floor(Date.now() / 1000), uuid: () => crypto.randomUUID() }
  const context = caseContext(twin, own)
  await twin.registerClient({
    clientId: context.clientId,
    jwks: { keys: [publicJwk(context.key('registered'))] },
    scopes: [context.scope],
  })
  const send = async (recipe: Recipe) => {
    await exchangeWith(recipe, context)
    return twin.requests.at(-1)?.id ?? ''
  }
  return { context, send }
}

/** Its `aud` is the token endpoint, which HelseID no longer accepts. */
export const badAudience: Recipe = { assertion: { claims: { aud: '${tokenEndpoint}' } } } as unknown as Recipe
