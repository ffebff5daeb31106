/** Sends token requests to the twin and its peer, 16 at a time; those for the twin are signed beforehand. */
import { randomUUID } from 'node:crypto'
import { sampleApi } from 'helseid-contract'
import { type ComposedRequest, compose, type ExchangeContext, type Jwk } from 'helseid-contract/rules'
import { Pool } from 'undici'
import client from '../mock-sts/demo/client.json' with { type: 'json' }
import clientKey from '../mock-sts/demo/client-key.NOT-A-SECRET.json' with { type: 'json' }
import { cryptographyKeys } from './bare-cryptography.ts'

const connections = 16
const form = { 'content-type': 'application/x-www-form-urlencoded' }

/** Good requests for the twin at `origin`, each with its own assertion and proof. */
export async function twinRequests(origin: string, count: number): Promise<ComposedRequest[]> {
  const issuer = `${origin}/test`
  const unused = ''
  const context: Omit<ExchangeContext, 'send' | 'wait' | 'now'> = {
    issuer,
    tokenEndpoint: `${issuer}/connect/token`,
    otherIssuer: unused,
    clientId: client.clientId,
    otherClientId: unused,
    scope: sampleApi.scope,
    secondScope: unused,
    otherApiScope: unused,
    ungrantedScope: unused,
    parent: unused,
    child: unused,
    supplier: unused,
    key: (name) => (name === 'proof' ? (cryptographyKeys.proof as Jwk) : clientKey),
    assertionKey: 'registered',
    uuid: randomUUID,
  }
  const now = Date.now() / 1000
  const make = (nonce: string | undefined) => compose({}, context, { now, nonce, previous: undefined })
  const first = make(undefined)
  const challenge = await fetch(first.url, {
    method: 'POST',
    headers: Object.fromEntries(first.headers),
    body: first.body,
  })
  const nonce = challenge.headers.get('dpop-nonce') ?? undefined
  return Array.from({ length: count }, () => make(nonce))
}

export async function sendToTwin(origin: string, requests: readonly ComposedRequest[]): Promise<void> {
  await load(origin, requests.length, (index) => {
    const { headers, body } = requests[index] as ComposedRequest
    return { path: '/test/connect/token', headers: Object.fromEntries(headers), body }
  })
}

export async function sendToPeer(origin: string, count: number): Promise<void> {
  const body = 'grant_type=client_credentials&scope=a'
  await load(origin, count, () => ({ path: '/token', headers: form, body }))
}

interface Sent {
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
}

async function load(origin: string, count: number, request: (index: number) => Sent): Promise<void> {
  const pool = new Pool(origin, { connections })
  let next = 0
  const worker = async () => {
    for (let index = next++; index < count; index = next++) {
      const { statusCode, body } = await pool.request({ method: 'POST', ...request(index) })
      const text = await body.text()
      if (statusCode !== 200) throw new Error(`${origin} returned ${statusCode}: ${text}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
  await pool.close()
}
