/** Lets the client meet Pact's mock server in the place of HelseID's test environment and of an API behind it. */
import { createHelseIdClient, type HelseIdClient, type HelseIdClientOptions } from 'helseid-client'
import { discoveryDocument, endpoints, stsEnvironments } from 'helseid-contract'
import { exampleRights, type Interaction, providers } from 'helseid-contract/pact'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const { issuer, selvbetjening } = stsEnvironments.test

/** Where the client believes each provider to be. */
const addresses = {
  [providers.sts]: issuer,
  [providers.selvbetjening]: selvbetjening,
  [providers.api]: 'https://api.example',
} as const

export interface Meeting {
  readonly client: HelseIdClient
  /** Address of the provider, as the client knows it. */
  readonly address: string
  /** As the client's: what is for the provider goes to Pact, and nothing goes anywhere else. */
  readonly fetch: typeof fetch
}

/** `url`: of Pact's mock server, which stands for the interaction's provider. */
export function meet(
  url: string,
  { provider, request }: Interaction,
  options: Partial<HelseIdClientOptions> = {},
): Meeting {
  const address = addresses[provider]
  const send: typeof fetch = async (input, init) => {
    const asked = new Request(input, init)
    const { href } = new URL(asked.url)
    const path = href.startsWith(address) ? href.slice(address.length) : undefined
    // What is an interaction of its own is given here.
    if (href === issuer + endpoints.discovery && path !== request.path) return Response.json(discoveryDocument(issuer))
    if (href === issuer + endpoints.token && path !== request.path) return Response.json(token)
    if (href === `${selvbetjening}/v1/client-secret` && asked.method !== request.method) return Response.json([])
    if (path === undefined) throw new Error(`${href} is no part of this interaction`)
    return fetch(new Request(url + path, asked))
  }
  const client = createHelseIdClient({
    environment: 'test1',
    clientId: 'helseid-client',
    key: keyRing.ec,
    scopes: [exampleRights.scope],
    fetch: send,
    ...options,
  })
  return { client, address, fetch: send }
}

const token = { access_token: 'e30.e30.AA', expires_in: 600, token_type: 'DPoP', scope: exampleRights.scope }
