/** The cost of the client: concurrent callers, a cached token, and an API call compared to bare fetch. */
import { generateKeyPairSync, sign as signHere } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHelseIdClient, type HelseIdClient } from 'helseid-client'
import { createHelseIdMock } from 'helseid-mock'
import { allowInsecureRequests, DPoP, generateKeyPair, protectedResourceRequest } from 'oauth4webapi'
import registration from '../mock-sts/demo/client.json' with { type: 'json' }
import clientKey from '../mock-sts/demo/client-key.NOT-A-SECRET.json' with { type: 'json' }
import { type Spread, spread } from './statistics.ts'

const callers = 10_000

export interface ClientFigures {
  readonly callers: number
  /** Number of exchanges that the concurrent callers caused, one token each. */
  readonly exchanges: number
  readonly cachedTokenMicroseconds: Spread
  /** CPU milliseconds of this process for one request. */
  readonly bareFetchMs: Spread
  readonly clientFetchMs: Spread
  /** A signature by WebCrypto, which oauth4webapi and jose sign proofs with, followed by a bare fetch. */
  readonly signedFetchMs: Spread
  /** A signature by `node:crypto`, which the client signs proofs of API calls with, followed by a bare fetch. */
  readonly signedHereFetchMs: Spread
  /** The same call with oauth4webapi's `protectedResourceRequest`. */
  readonly oauthFetchMs: Spread
  /** The WebCrypto signature repeated with nothing in between, so that the processor's caches stay warm. */
  readonly signatureAloneMs: Spread
  /** (client.fetch − bare fetch) / (fetch with a WebCrypto signature − bare fetch), each difference a median of all turns. */
  readonly signaturesPerFetch: number
  /** The same with a `node:crypto` signature. */
  readonly ownSignaturesPerFetch: number
  /** (client.fetch − bare fetch) / the WebCrypto signature alone. */
  readonly signaturesAlonePerFetch: number
}

/** How much more than bare fetch `client.fetch` may cost, in proof signatures. */
export const maxSignaturesPerFetch = 1.5

export async function measureClient(rounds: number, requests: number): Promise<ClientFigures> {
  const exchanges = await exchangesOf(callers)
  const { client } = ofTwin()
  const server = createServer((_request, response) => void response.end('ok')).listen(0)
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const address = `http://127.0.0.1:${port}/`
  const figures = await alternated(client, address, rounds, requests)
  await closed(server)
  return { callers, exchanges, ...figures }
}

function ofTwin(): { client: HelseIdClient; tokens: () => number } {
  const twin = createHelseIdMock({ clients: [registration] })
  const client = createHelseIdClient({
    environment: 'test1',
    clientId: registration.clientId,
    key: clientKey,
    scopes: registration.scopes.slice(0, 1),
    fetch: async (input, init) =>
      String(input).startsWith('https://helseid') ? twin.handle(new Request(input, init)) : fetch(input, init),
  })
  return { client, tokens: () => twin.requests.filter(({ status }) => status === 200).length }
}

async function exchangesOf(count: number): Promise<number> {
  const { client, tokens } = ofTwin()
  await Promise.all(Array.from({ length: count }, () => client.getToken()))
  return tokens()
}

/** How many times a round changes between its subjects, so that a busy moment of the machine meets all of them. */
const turns = 50

async function alternated(client: HelseIdClient, address: string, rounds: number, requests: number) {
  const { accessToken } = await client.getToken()
  const sign = await signer()
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const data = Buffer.alloc(500, 'p')
  const bare = async () => void (await (await fetch(address)).text())
  const byOauth = await oauthCaller(accessToken, address)
  const work = {
    bare,
    signed: async () => {
      await sign()
      await bare()
    },
    signedHere: async () => {
      signHere('sha256', data, privateKey)
      await bare()
    },
    client: async () => void (await (await client.fetch(address)).text()),
    oauth: byOauth,
    signature: sign,
    cached: async () => void (await client.getToken()),
  }
  type Name = keyof typeof work
  const names = Object.keys(work) as Name[]
  const all: Record<Name, number>[] = []
  // The turns of the first round do not count: the engine compiles in them.
  for (let turn = -turns; turn < rounds * turns; turn++) {
    const costs: [string, number][] = []
    for (const name of names) costs.push([name, await each(requests / turns, work[name])])
    if (turn >= 0) all.push(Object.fromEntries(costs) as Record<Name, number>)
  }
  // Medians of the turns, because some of them also pay for a collection of garbage, which costs more than what is compared.
  const of = (figure: (turn: Record<Name, number>) => number) => spread(all.map(figure))
  const overBare = (name: Name) => of((turn) => turn[name] - turn.bare).median
  return {
    cachedTokenMicroseconds: of(({ cached }) => cached * 1000),
    bareFetchMs: of(({ bare }) => bare),
    clientFetchMs: of(({ client }) => client),
    signedFetchMs: of(({ signed }) => signed),
    signedHereFetchMs: of(({ signedHere }) => signedHere),
    oauthFetchMs: of(({ oauth }) => oauth),
    signatureAloneMs: of(({ signature }) => signature),
    signaturesPerFetch: overBare('client') / overBare('signed'),
    ownSignaturesPerFetch: overBare('client') / overBare('signedHere'),
    signaturesAlonePerFetch: overBare('client') / of(({ signature }) => signature).median,
  }
}

/** CPU milliseconds per call, all threads together. Wall-clock time would mostly measure other load on the machine. */
async function each(count: number, work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  for (let index = 0; index < count; index++) await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / count
}

/** Calls the API with oauth4webapi, including its proof. */
async function oauthCaller(token: string, address: string): Promise<() => Promise<void>> {
  const options = { DPoP: DPoP({}, await generateKeyPair('ES256')), [allowInsecureRequests]: true }
  const url = new URL(address)
  return async () => {
    const response = await protectedResourceRequest(token, 'GET', url, undefined, undefined, options)
    await response.text()
  }
}

/** Only the signature of a proof, by WebCrypto. */
async function signer(): Promise<() => Promise<void>> {
  const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ])
  const input = Buffer.alloc(500, 'p')
  return async () => void (await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, input))
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
