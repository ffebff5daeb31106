/** Recreates the token requests of the pacts, newly signed by the given client. */
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { compose } from '../compose.ts'
import type { ComposeContext, ComposedRequest } from '../compose-context.ts'
import { exampleNames } from '../compose-context.ts'
import { endpoints } from '../endpoints.ts'
import type { Jwk } from '../jwk.ts'
import type { Recipe } from '../recipe.ts'
import { withoutTokens } from './response-differences.ts'
import { exampleRights, type StsClient } from './sts-client.ts'

export interface StsRequestOptions {
  /** Without a trailing slash. */
  readonly issuer: string
  readonly client: StsClient
  /** Current time in epoch seconds. Default: the clock of this machine. */
  readonly now?: () => number
  /** Default: `randomUUID` of `node:crypto`. */
  readonly uuid?: () => string
  /** Creates private P-256 JWKs, for proofs and for an unregistered key. Default: generates new keys. */
  readonly newKey?: () => Jwk
}

export interface StsRequests {
  readonly context: ComposeContext & { readonly now: () => number }
  /**
   * A request with the form of a pact, newly signed, and with the client's own names instead of the examples.
   * An empty form requests all scopes.
   */
  make(recipe: Recipe, form: Readonly<Record<string, string>>, nonce: string | undefined): ComposedRequest
}

export function createStsRequests(options: StsRequestOptions): StsRequests {
  const { client, now = () => Date.now() / 1000 } = options
  const context = contextOf(options)
  const rights = exampleOrOwn(client)
  const names = new Map<string, string>(
    Object.entries(exampleRights).map(([name, example]) => [example, rights[name as keyof typeof exampleRights]]),
  )
  const own = (value: string) =>
    value
      .split(' ')
      .map((word) => names.get(word) ?? audienceOfNames(names, word) ?? word)
      .join(' ')
  return {
    context: { ...context, now },
    make(recipe, form, nonce) {
      const { client_assertion: _stale, client_id: _example, ...rest } = form
      const fields = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, own(value)]))
      const { assertion, proof } = recipe
      const change = { form: { scope: null, ...fields }, ...(assertion && { assertion }), ...(proof && { proof }) }
      return compose(change, context, { now: now(), nonce, previous: undefined })
    },
  }
}

/** The client's rights, and the pact's examples for the rest. */
export function exampleOrOwn(client: StsClient): Record<keyof typeof exampleRights, string> {
  const own = Object.keys(exampleRights).map((name) => [name, client[name as keyof StsClient]])
  return { ...exampleRights, ...Object.fromEntries(own.filter(([, value]) => value !== undefined)) }
}

/** The client's audience for the audience of an example scope: the part before the slash. */
function audienceOfNames(names: ReadonlyMap<string, string>, audience: string): string | undefined {
  for (const [example, own] of names) if (example.startsWith(`${audience}/`)) return own.split('/')[0]
  return undefined
}

/** A new private P-256 JWK with a random `kid`. */
export function newKey(): Jwk {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID() }
}

function contextOf({ issuer, client, uuid = randomUUID, newKey: make = newKey }: StsRequestOptions) {
  const keys = { registered: client.key, proof: make(), unregistered: make() }
  const context: ComposeContext = {
    ...exampleNames,
    issuer,
    tokenEndpoint: issuer + endpoints.token,
    otherIssuer: 'https://elsewhere.example',
    clientId: client.clientId,
    otherClientId: `${client.clientId}-other`,
    key(name) {
      if (name in keys) return keys[name as keyof typeof keys]
      throw new Error(`no state of the pacts uses the key ${name}`)
    },
    assertionKey: 'registered',
    uuid,
  }
  return context
}

/** Sends a request without a nonce and returns the nonce of the challenge. @throws {Error} if the response has none */
export async function learnNonce({ make }: StsRequests, send: typeof fetch): Promise<string> {
  const { url, headers, body } = make({}, {}, undefined)
  const response = await send(url, { method: 'POST', headers: headers.map(([name, value]) => [name, value]), body })
  const nonce = response.headers.get('dpop-nonce')
  if (nonce !== null) return nonce
  throw new Error(
    `${url} sent no DPoP-Nonce, but ${response.status} ${withoutTokens(await response.text()).slice(0, 500)}`,
  )
}
