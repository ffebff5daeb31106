/** `npm run bench`: the cost of the twin and the client, as ratios to a peer and to the bare cryptography. */
import { existsSync } from 'node:fs'
import type { ComposedRequest } from 'helseid-contract/rules'
import { cryptographyCpuMs } from './bare-cryptography.ts'
import { catalogueCpuMs, catalogueSize } from './catalogue.ts'
import { maxSignaturesPerFetch, measureClient } from './client.ts'
import { type Running, start, subjects } from './servers.ts'
import { format, spread } from './statistics.ts'
import { sendToPeer, sendToTwin, twinRequests } from './token-load.ts'

const short = process.argv.includes('--short')
const json = process.argv.includes('--json')
const rounds = short ? 3 : 9
const tokens = short ? 200 : 500

if (!existsSync(new URL('../dist/image/helseid-mock.cjs', import.meta.url))) {
  console.error('bench: the bundle is missing; build it with: npm run build')
  process.exit(2)
}

const startup = await measureStartup()
const cpu = await measureCpu()
// Always measured in full, because there is a limit on it.
const clientRequests = 500
const client = await measureClient(9, clientRequests)
const figures = { rounds, tokensPerRound: tokens, startup, cpu, client }
if (json) console.log(JSON.stringify(figures, null, 2))
else print()
if (client.signaturesPerFetch.median > maxSignaturesPerFetch) {
  console.error(`bench: client.fetch costs over ${maxSignaturesPerFetch} proof signatures more than bare fetch`)
  process.exitCode = 1
}

async function measureStartup() {
  const times: Record<string, number[]> = { bundle: [], sources: [], peer: [], firstToken: [] }
  const ratios: Record<string, number[]> = { bundle: [], sources: [] }
  // The first run of the bundle fills the compile cache and does not count.
  for (let round = -1; round < rounds; round++) {
    const once: Record<string, number> = {}
    for (const name of ['peer', 'bundle', 'sources'] as const) {
      const running = await start(subjects[name])
      once[name] = running.startMs
      if (name === 'bundle') once.firstToken = await firstToken(running)
      await running.stop()
    }
    if (round < 0) continue
    for (const [name, time] of Object.entries(once)) times[name]?.push(time)
    for (const name of ['bundle', 'sources']) ratios[name]?.push((once[name] as number) / (once.peer as number))
  }
  return { ms: spreads(times), ratioToPeer: spreads(ratios) }
}

async function firstToken(running: Running): Promise<number> {
  await sendToTwin(running.origin, await twinRequests(running.origin, 1))
  return performance.now() - running.startedAt
}

async function measureCpu() {
  const twin = await start(subjects.bundle)
  const peer = await start(subjects.peer)
  const perToken: Record<string, number[]> = { floor: [], twin: [], peer: [], catalogue: [] }
  const ratios: Record<string, number[]> = { twinToFloor: [], twinToPeer: [], catalogueToTwin: [] }
  for (let round = -1; round < rounds; round++) {
    const requests = await twinRequests(twin.origin, tokens)
    const floor = cryptographyCpuMs(tokens) / tokens
    const twinMs = (await cost(twin, () => sendToTwin(twin.origin, requests))) / tokens
    const peerMs = (await cost(peer, () => sendToPeer(peer.origin, tokens))) / tokens
    const catalogueMs = catalogueCpuMs(requests[0] as ComposedRequest, tokens) / tokens
    if (round < 0) continue
    perToken.catalogue?.push(catalogueMs)
    ratios.catalogueToTwin?.push(catalogueMs / twinMs)
    perToken.floor?.push(floor)
    perToken.twin?.push(twinMs)
    perToken.peer?.push(peerMs)
    ratios.twinToFloor?.push(twinMs / floor)
    ratios.twinToPeer?.push(twinMs / peerMs)
  }
  await Promise.all([twin.stop(), peer.stop()])
  return { msPerToken: spreads(perToken), ratio: spreads(ratios) }
}

async function cost(running: Running, work: () => Promise<void>): Promise<number> {
  const before = running.cpuMs()
  await work()
  return running.cpuMs() - before
}

function spreads(values: Record<string, number[]>) {
  return Object.fromEntries(Object.entries(values).map(([name, list]) => [name, spread(list)]))
}

function print(): void {
  const line = (label: string, text: string) => console.log(`  ${label.padEnd(56)}${text}`)
  console.log(`${rounds} rounds, alternated; median (smallest to largest)\n`)
  console.log('From spawn to the first 200 of discovery, ms')
  for (const name of ['peer', 'bundle', 'sources'] as const)
    line(subjects[name].name, format(startup.ms[name] as never, 0))
  line('to the first token, bundled', format(startup.ms.firstToken as never, 0))
  line('ratio to oauth2-mock-server, bundled', format(startup.ratioToPeer.bundle as never))
  line('ratio to oauth2-mock-server, from sources', format(startup.ratioToPeer.sources as never))
  console.log(`\nCPU of the server per token, ms (${tokens} tokens per round, 16 connections)`)
  line('bare cryptography (PS256, ES256, RS256 with 3072 bits)', format(cpu.msPerToken.floor as never))
  line('the twin: all rules, verdict, journal', format(cpu.msPerToken.twin as never))
  line(`of that, the ${catalogueSize} rules and the verdict`, format(cpu.msPerToken.catalogue as never, 3))
  line('oauth2-mock-server: signs, verifies nothing', format(cpu.msPerToken.peer as never))
  line('ratio to the bare cryptography', format(cpu.ratio.twinToFloor as never))
  line('share of the rules and the verdict', format(cpu.ratio.catalogueToTwin as never, 3))
  line('ratio to oauth2-mock-server', format(cpu.ratio.twinToPeer as never))
  console.log(`\nThe client, CPU of its process including the API (${clientRequests} requests per round)`)
  line(`exchanges for ${client.callers} concurrent callers, empty cache`, String(client.exchanges))
  line('a cached token, microseconds', format(client.cachedTokenMicroseconds))
  line('bare fetch, ms', format(client.bareFetchMs, 3))
  line('client.fetch, ms', format(client.clientFetchMs, 3))
  line('bare fetch after one WebCrypto proof signature, ms', format(client.signedFetchMs, 3))
  line('the same call with oauth4webapi, ms', format(client.oauthFetchMs, 3))
  line('client.fetch minus bare fetch, in those signatures', format(client.signaturesPerFetch))
  line('bare fetch after one node:crypto signature, ms', format(client.signedHereFetchMs, 3))
  line('client.fetch minus bare fetch, in those signatures', format(client.ownSignaturesPerFetch))
  line('a WebCrypto signature alone, repeated, ms', format(client.signatureAloneMs, 3))
  line('client.fetch minus bare fetch, in those signatures', format(client.signaturesAlonePerFetch))
}
