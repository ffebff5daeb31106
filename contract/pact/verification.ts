/** What verifying the pacts against an STS takes: assertions and proofs signed anew, and a nonce where a state asks for one. */
import { compose } from '../compose.ts'
import type { ComposeContext, ComposedRequest, Jwk } from '../compose-context.ts'
import { endpoints } from '../endpoints.ts'

export interface VerificationOptions {
  /** The STS to verify, without a trailing slash. */
  readonly issuer: string
  /** A client that it knows, with the private key and the scopes of the pacts. */
  readonly clientId: string
  readonly key: Jwk
  /** Key of the proofs: P-256. */
  readonly proofKey: Jwk
  readonly uuid: () => string
  /** Epoch seconds. */
  readonly now: () => number
}

/** The part of an Express request that Pact's proxy hands to a request filter. */
export interface FilteredRequest {
  method: string
  headers: Record<string, string | string[] | undefined>
  body: unknown
}

export interface Verification {
  readonly stateHandlers: Record<string, () => Promise<void>>
  /** A JWT in a pact is stale: this puts a fresh one where there was one. */
  readonly requestFilter: (request: FilteredRequest, response: unknown, next: () => void) => void
}

export function createVerification(options: VerificationOptions): Verification {
  const context = contextOf(options)
  let nonce: string | undefined
  const make = (form: Record<string, string>) =>
    compose({ form }, context, { now: options.now(), nonce, previous: undefined })
  return {
    stateHandlers: {
      'the client is registered': async () => {
        nonce = undefined
      },
      'a nonce is known': async () => {
        nonce = await challenge(make({}))
      },
    },
    requestFilter(request, _response, next) {
      if (request.headers.dpop !== undefined) resign(request, make)
      next()
    },
  }
}

/** Pact's proxy parses a form into an object and would forward it as JSON. */
function resign(request: FilteredRequest, make: (form: Record<string, string>) => ComposedRequest): void {
  const { client_assertion: _stale, client_id: _example, ...fields } = request.body as Record<string, string>
  const { body, proof } = make(fields)
  const bytes = Buffer.from(body)
  request.body = bytes
  request.headers['content-length'] = String(bytes.length)
  request.headers.dpop = proof
}

async function challenge({ url, headers, body }: ComposedRequest): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    body,
  })
  const nonce = response.headers.get('dpop-nonce')
  if (nonce === null) throw new Error(`${url} gave no DPoP-Nonce but ${response.status} ${await response.text()}`)
  return nonce
}

function contextOf({ issuer, clientId, key, proofKey, uuid }: VerificationOptions): ComposeContext {
  const unused = 'not used by the pacts'
  return {
    issuer,
    tokenEndpoint: issuer + endpoints.token,
    otherIssuer: unused,
    clientId,
    otherClientId: unused,
    scope: unused,
    secondScope: unused,
    otherApiScope: unused,
    ungrantedScope: unused,
    parent: unused,
    child: unused,
    supplier: unused,
    key: (name) => (name === 'proof' ? proofKey : key),
    assertionKey: 'registered',
    uuid,
  }
}
