/** Sends the request of a recipe to a new twin in this process, with a frozen clock. */

import {
  type ComposedRequest,
  type ExchangeAnswer,
  type ExchangeContext,
  exampleNames,
  type Jwk,
  type KeyName,
  type ProfileName,
  perform,
  type Recipe,
  registrationOf,
  type Severity,
} from 'helseid-contract/rules'
import { createHelseIdMock, type HelseIdMock, type Verdict } from 'helseid-mock'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

/** 2026-09-21T12:26:40Z, an arbitrary time. */
export const start = 1_790_000_000

export interface Outcome {
  readonly answers: readonly ExchangeAnswer[]
  readonly answer: ExchangeAnswer
  readonly verdict: Verdict
  readonly context: ExchangeContext
}

export interface Setting {
  readonly profile?: ProfileName
  readonly severity?: Readonly<Record<string, Severity>>
}

export async function send(recipe: Recipe, setting: Setting = {}): Promise<Outcome> {
  let now = start
  const apis = recipe.api ? [{ audience: 'nhn:example', ...recipe.api }] : []
  const twin = createHelseIdMock({ now: () => now * 1000, apis, ...setting })
  const context = caseContext(twin, {
    now: () => now,
    wait: async (seconds) => {
      now += seconds
    },
  })
  const { client = {}, otherClient } = recipe
  if (!client.unregistered) await twin.registerClient(registrationOf(client, context.clientId, context))
  if (otherClient) await twin.registerClient(registrationOf(otherClient, context.otherClientId, context))
  await twin.registerClient({
    clientId: 'another-client',
    jwks: { keys: [] },
    scopes: [context.ungrantedScope, context.otherApiScope],
  })
  const answers = await perform(recipe, context)
  const { verdict } = twin.requests.at(-1) ?? {}
  if (verdict === undefined) throw new Error('the last request has no verdict in the journal')
  return { answers, answer: answers.at(-1) as ExchangeAnswer, verdict, context }
}

/** Sends the request of `recipe`, and returns the response. */
export async function exchangeWith(recipe: Recipe, context: ExchangeContext): Promise<ExchangeAnswer> {
  return (await perform(recipe, context)).at(-1) as ExchangeAnswer
}

/** The issuer, client and names that the cases use. */
export function caseContext(twin: HelseIdMock, own: Partial<ExchangeContext>): ExchangeContext {
  let serial = 0
  return {
    issuer: twin.issuer('test'),
    tokenEndpoint: `${twin.issuer('test')}/connect/token`,
    otherIssuer: twin.issuer('prod'),
    clientId: 'example-client',
    ...exampleNames,
    key: (name: KeyName) => keyRing[name] as Jwk,
    assertionKey: 'registered',
    uuid: () => `00000000-0000-4000-8000-${String(++serial).padStart(12, '0')}`,
    now: () => start,
    wait: async () => undefined,
    send: (request) => twin.handle(toFetch(request), { rawHeaders: request.headers.flat() }),
    ...own,
  }
}

export function toFetch({ method, url, headers, body }: ComposedRequest): Request {
  const sent = new Headers()
  for (const [name, value] of headers) sent.append(name, value)
  // Send bytes, because a string would set its own Content-Type.
  return new Request(url, { method, headers: sent, ...(method !== 'GET' && { body: new TextEncoder().encode(body) }) })
}
