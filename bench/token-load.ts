/** Sends token requests to the twin and its peer, 16 at a time; those for the twin are signed beforehand. */
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { sampleApi } from 'helseid-contract'
import { type ComposedRequest, compose, type ExchangeContext, type Jwk } from 'helseid-contract/rules'
import { Pool } from 'undici'
import demoClient from '../mock-sts/demo/client.json' with { type: 'json' }
import clientKey from '../mock-sts/demo/client-key.NOT-A-SECRET.json' with { type: 'json' }
import { cryptographyKeys } from './bare-cryptography.ts'

const connections = 16
const form = { 'content-type': 'application/x-www-form-urlencoded' }

export interface Caller {
  readonly clientId: string
  /** Private key that signs its assertions. */
  readonly key: Jwk
}

export interface TwinLoad {
  /** Taken in turn. Default: the demo client. */
  readonly callers?: readonly Caller[]
  /** Keys of the proofs. Default: one for all. */
  readonly proofKeys?: 'one' | 'new'
}

const demoCaller: Caller = { clientId: demoClient.clientId, key: clientKey }

/** Good requests for the twin at `origin`, each with its own assertion and proof. */
export async function twinRequests(
  origin: string,
  count: number,
  { callers = [demoCaller], proofKeys = 'one' }: TwinLoad = {},
): Promise<ComposedRequest[]> {
  const now = Date.now() / 1000
  const make = (index: number, nonce: string | undefined) => {
    const caller = callers[index % callers.length] as Caller
    const proofKey = proofKeys === 'one' ? (cryptographyKeys.proof as Jwk) : newProofKey()
    return compose({}, composing(origin, caller, proofKey), { now, nonce, previous: undefined })
  }
  const first = make(0, undefined)
  const challenge = await fetch(first.url, {
    method: 'POST',
    headers: Object.fromEntries(first.headers),
    body: first.body,
  })
  const nonce = challenge.headers.get('dpop-nonce') ?? undefined
  return Array.from({ length: count }, (_, index) => make(index, nonce))
}

function newProofKey(): Jwk {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as Jwk
}

function composing(
  origin: string,
  { clientId, key }: Caller,
  proofKey: Jwk,
): Omit<ExchangeContext, 'send' | 'wait' | 'now'> {
  const issuer = `${origin}/test`
  const unused = ''
  return {
    issuer,
    tokenEndpoint: `${issuer}/connect/token`,
    otherIssuer: unused,
    clientId,
    otherClientId: unused,
    scope: sampleApi.scope,
    secondScope: unused,
    otherApiScope: unused,
    ungrantedScope: unused,
    parent: unused,
    child: unused,
    supplier: unused,
    key: (name) => (name === 'proof' ? proofKey : key),
    assertionKey: 'registered',
    uuid: randomUUID,
  }
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
  const pool = poolOf(origin)
  let next = 0
  const worker = async () => {
    for (let index = next++; index < count; index = next++) {
      const { statusCode, body } = await pool.request({ method: 'POST', ...request(index) })
      const text = await body.text()
      if (statusCode !== 200) throw new Error(`${origin} returned ${statusCode}: ${text}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
}

const pools = new Map<string, Pool>()

/** Its connections stay open, because a server that accepts a new one works for it, too. */
function poolOf(origin: string): Pool {
  const pool = pools.get(origin) ?? new Pool(origin, { connections })
  pools.set(origin, pool)
  return pool
}
