/** Sends the request of a recipe to revocation or introspection, with a token that the client just got. */
import type { MetadataVersion } from 'helseid-contract'
import {
  compose,
  exampleNames,
  type Json,
  type JudgedEndpoint,
  type ProfileName,
  perform,
  type Recipe,
  type RequestChange,
  registrationOf,
  type Severity,
} from 'helseid-contract/rules'
import { createHelseIdMock, type HelseIdMock, type Verdict } from 'helseid-mock'
import { caseContext, start, toFetch } from './case-harness.ts'

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: string
  readonly verdict: Verdict
  /** The token that the request was about. */
  readonly token: string
  readonly twin: HelseIdMock
}

const paths: Readonly<Record<JudgedEndpoint, string>> = {
  revocation: '/connect/revocation',
  introspection: '/connect/introspect',
}

const jtiOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()).jti

/**
 * `token` of the form may name a token: `${otherClientToken}` of another client, `${otherIssuerToken}` of another STS with the same
 * keys, `${otherSignature}` with a changed signature, `${endedToken}` that the control plane has ended. Default: `${token}`, the client's own.
 */
export async function ask(
  endpoint: JudgedEndpoint,
  recipe: Recipe = {},
  setting: {
    readonly profile?: ProfileName
    readonly severity?: Readonly<Record<string, Severity>>
    readonly metadata?: MetadataVersion
    readonly explainInResponse?: boolean
  } = {},
): Promise<Answered> {
  let now = start
  const apis = recipe.api ? [{ audience: 'nhn:example', ...recipe.api }] : []
  const twin = createHelseIdMock({ now: () => now * 1000, apis, ...setting })
  const context = caseContext(twin, { now: () => now })
  const { client = {}, otherClient, api: _, before = [], wait = 0, ...change } = recipe
  const registered = registrationOf({}, context.clientId, context)
  await twin.registerClient(registered)
  const control = (path: string, method: string) =>
    twin.handle(new Request(`http://localhost:8080/_mock/${path}`, { method }))
  const tokenOf = async (clientId: string) => {
    const answer = (await perform({}, { ...context, clientId })).at(-1)
    return JSON.parse(answer?.body ?? '').access_token as string
  }
  const token = await tokenOf(context.clientId)
  await twin.registerClient(registrationOf(client, context.clientId, context))
  if (client.unregistered) await control(`clients/${context.clientId}`, 'DELETE')
  if (otherClient) await twin.registerClient(registrationOf(otherClient, context.otherClientId, context))
  const [header, payload, signature] = token.split('.')
  const mint = async () =>
    (await twin.mint({ issuer: 'https://other.example', clientId: context.clientId })).accessToken
  const named: Readonly<Record<string, () => string | Promise<string>>> = {
    '${token}': () => token,
    '${otherClientToken}': () => tokenOf(exampleNames.otherClientId),
    '${otherIssuerToken}': mint,
    '${otherSignature}': () => `${header}.${payload}.${signature?.startsWith('A') ? 'B' : 'A'}${signature?.slice(1)}`,
    '${endedToken}': async () => {
      await control(`tokens/${jtiOf(token)}`, 'DELETE')
      return token
    },
  }
  const { token: sent = '${token}', ...form } = change.form ?? {}
  const resolved = async (value: Json) => (typeof value === 'string' ? await (named[value]?.() ?? value) : value)
  const tokenSent = Array.isArray(sent) ? await Promise.all(sent.map(resolved)) : await resolved(sent)
  now += wait
  const send = async (part: RequestChange, previous?: ReturnType<typeof compose>) => {
    const request = compose(
      { proof: null, ...part, form: { grant_type: null, scope: null, token: tokenSent, ...form } },
      context,
      { now, nonce: undefined, previous },
    )
    const url = twin.issuer('test') + paths[endpoint]
    return {
      request,
      response: await twin.handle(toFetch({ ...request, url }), { rawHeaders: request.headers.flat() }),
    }
  }
  let previous: ReturnType<typeof compose> | undefined
  for (const earlier of before) previous = (await send(earlier, previous)).request
  const { response } = await send(change, previous)
  const { verdict } = twin.requestsTo(endpoint).at(-1) ?? {}
  if (verdict === undefined) throw new Error('the last request has no verdict in the journal')
  const { status, headers } = response
  return { status, headers, body: await response.text(), verdict, token, twin }
}
