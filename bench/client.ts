/** What the client costs its caller: callers on an empty cache, a kept token, and a call of an API beside bare fetch. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHelseIdClient, type HelseIdClient } from 'helseid-client'
import { createHelseIdMock } from 'helseid-mock'
import { allowInsecureRequests, customFetch, DPoP, generateKeyPair, protectedResourceRequest } from 'oauth4webapi'
import registration from '../mock-sts/demo/client.json' with { type: 'json' }
import clientKey from '../mock-sts/demo/client-key.NOT-A-SECRET.json' with { type: 'json' }
import { type Spread, spread } from './statistics.ts'

const callers = 10_000

export interface ClientFigures {
  readonly callers: number
  /** Exchanges that so many callers at once caused; each is one token. */
  readonly exchanges: number
  readonly keptTokenMicroseconds: Spread
  /** Of this process's CPU, for one request. */
  readonly bareFetchMs: Spread
  readonly clientFetchMs: Spread
  /** A proof made and signed by oauth4webapi, and the signature alone. */
  readonly proofMs: Spread
  readonly signatureMs: Spread
  /** (client.fetch − bare fetch) / one signed proof, and / the signature alone. */
  readonly proofsPerFetch: Spread
  readonly signaturesPerFetch: Spread
}

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

async function alternated(client: HelseIdClient, address: string, rounds: number, requests: number) {
  const kept: number[] = []
  const bare: number[] = []
  const ours: number[] = []
  const signature: number[] = []
  const proof: number[] = []
  const perProof: number[] = []
  const perSignature: number[] = []
  const sign = await signer()
  const prove = await prover((await client.getToken()).accessToken)
  for (let round = -1; round < rounds; round++) {
    const bareMs = await each(requests, async () => void (await (await fetch(address)).text()))
    const oursMs = await each(requests, async () => void (await (await client.fetch(address)).text()))
    const proofMs = await each(requests, prove)
    const signMs = await each(requests, sign)
    const keptMs = await each(requests * 10, async () => void (await client.getToken()))
    if (round < 0) continue
    kept.push(keptMs * 1000)
    bare.push(bareMs)
    ours.push(oursMs)
    signature.push(signMs)
    proof.push(proofMs)
    perProof.push((oursMs - bareMs) / proofMs)
    perSignature.push((oursMs - bareMs) / signMs)
  }
  return {
    keptTokenMicroseconds: spread(kept),
    bareFetchMs: spread(bare),
    clientFetchMs: spread(ours),
    signatureMs: spread(signature),
    proofMs: spread(proof),
    proofsPerFetch: spread(perProof),
    signaturesPerFetch: spread(perSignature),
  }
}

/** CPU milliseconds of one, all threads together: wall-clock time says more about the neighbours on this machine. */
async function each(count: number, work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  for (let index = 0; index < count; index++) await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / count
}

/** Makes and signs a proof for a token of HelseID's size, as oauth4webapi does it, and sends nothing. */
async function prover(token: string): Promise<() => Promise<void>> {
  const dpop = DPoP({}, await generateKeyPair('ES256'))
  const url = new URL('http://127.0.0.1/')
  const unsent = async () => new Response()
  const options = { DPoP: dpop, [customFetch]: unsent, [allowInsecureRequests]: true }
  return async () => void (await protectedResourceRequest(token, 'GET', url, undefined, undefined, options))
}

/** The signature of a proof and nothing else, by the interface that proofs are signed with. */
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
