/** The cost of a token with 100,000 registered clients, next to the cost with ten. */
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import demoClient from '../mock-sts/demo/client.json' with { type: 'json' }
import { type Running, scratch, start, twinWith } from './servers.ts'
import { type Spread, spread } from './statistics.ts'
import { cost } from './token-cost.ts'
import { type Caller, sendToTwin, twinRequests } from './token-load.ts'

export interface ClientCountFigures {
  readonly few: number
  readonly many: number
  readonly fewMs: Spread
  readonly manyMs: Spread
  readonly ratio: Spread
  /** Milliseconds to the first 200 with many clients. */
  readonly manyStartMs: number
}

/** Most clients that call: each has its own key, and they take turns, from the first registered to the last. */
const maxCallers = 500

export async function measureClientCounts(
  many: number,
  { rounds, tokens }: { readonly rounds: number; readonly tokens: number },
): Promise<ClientCountFigures> {
  const few = 10
  const [ofFew, ofMany] = [await registered(few), await registered(many)]
  const times: { readonly few: number; readonly many: number }[] = []
  for (let round = -1; round < rounds; round++) {
    const time = { few: await callAll(ofFew, tokens), many: await callAll(ofMany, tokens) }
    if (round >= 0) times.push(time)
  }
  await Promise.all([ofFew, ofMany].map(({ running }) => running.stop()))
  return {
    few,
    many,
    fewMs: spread(times.map((time) => time.few)),
    manyMs: spread(times.map((time) => time.many)),
    ratio: spread(times.map((time) => time.many / time.few)),
    manyStartMs: ofMany.running.startMs,
  }
}

interface Registered {
  readonly running: Running
  readonly callers: readonly Caller[]
}

async function registered(count: number): Promise<Registered> {
  const every = Math.max(1, Math.floor(count / maxCallers))
  const callers: Caller[] = []
  const clients = Array.from({ length: count }, (_, index) => {
    const clientId = `client-${index}`
    if (index % every !== 0) return { ...demoClient, clientId }
    const key = { ...newKey(), kid: clientId }
    callers.push({ clientId, key })
    return { ...demoClient, clientId, jwks: { keys: [publicJwk(key)] } }
  })
  const config = `${scratch}/clients-${count}.json`
  writeFileSync(config, JSON.stringify({ clients }))
  return { running: await start(twinWith(config)), callers }
}

function newKey(): Jwk {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as Jwk
}

async function callAll({ running, callers }: Registered, tokens: number): Promise<number> {
  const requests = await twinRequests(running.origin, tokens, { callers })
  return (await cost(running, tokens, () => sendToTwin(running.origin, requests))).cpuMs
}
