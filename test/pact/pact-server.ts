/** Connects the client to Pact's mock server, instead of to HelseID's test environment and an API. */
import { createHelseIdClient, type HelseIdClient, type HelseIdClientOptions } from 'helseid-client'
import { discoveryDocument, endpoints, stsEnvironments } from 'helseid-contract'
import { exampleRights, type Interaction, providers } from 'helseid-contract/pact'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const { issuer, selvbetjening } = stsEnvironments.test

/** The address of each provider, as the client knows it. */
const addresses = {
  [providers.sts]: issuer,
  [providers.selvbetjening]: selvbetjening,
  [providers.api]: 'https://api.example',
} as const

export interface Meeting {
  readonly client: HelseIdClient
  /** Address of the provider, as the client knows it. */
  readonly address: string
  /** The client's fetch: requests to the provider go to Pact, any other request throws. */
  readonly fetch: typeof fetch
}

/** `url` is the address of Pact's mock server, which replaces the interaction's provider. */
export function meet(
  url: string,
  { provider, request }: Interaction,
  options: Partial<HelseIdClientOptions> = {},
): Meeting {
  const address = addresses[provider]
  const send: typeof fetch = async (input, init) => {
    const sent = new Request(input, init)
    const { href } = new URL(sent.url)
    const path = href.startsWith(address) ? href.slice(address.length) : undefined
    // Responses of other interactions are given here.
    if (href === issuer + endpoints.discovery && path !== request.path) return Response.json(discoveryDocument(issuer))
    if (href === issuer + endpoints.token && path !== request.path) return Response.json(token)
    if (href === `${selvbetjening}/v1/client-secret` && sent.method !== request.method) return Response.json([])
    if (path === undefined) throw new Error(`${href} is not part of this interaction`)
    return fetch(new Request(url + path, sent))
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
