/** The cost of a token in steady operation: CPU and tokens per second, next to the bare cryptography and the peer. */
import type { ComposedRequest } from 'helseid-contract/rules'
import { cryptographyCpuMs } from './bare-cryptography.ts'
import { catalogueCpuMs } from './catalogue.ts'
import { saveCpuMs } from './oidc-provider.ts'
import { type Running, start, subjects } from './servers.ts'
import { type Spread, spread } from './statistics.ts'
import { sendToPeer, sendToTwin, twinRequests } from './token-load.ts'

/** Of one round, in CPU milliseconds per token unless the name says otherwise. */
interface Round {
  readonly bare: number
  readonly bareNewKeys: number
  readonly twin: number
  readonly twinNewKeys: number
  readonly peer: number
  readonly catalogue: number
  readonly save: number
  readonly twinPerSecond: number
  readonly peerPerSecond: number
}

export interface TokenFigures {
  readonly measured: Readonly<Record<keyof Round, Spread>>
  readonly ratio: {
    readonly toBare: Spread
    readonly toBareNewKeys: Spread
    readonly toPeer: Spread
    readonly perSecondToPeer: Spread
    readonly catalogueToTwin: Spread
    readonly saveToTwin: Spread
  }
}

export interface TokenRounds {
  readonly rounds: number
  readonly tokens: number
  /** Tokens of each server before the first round. */
  readonly warmUp: number
}

export async function measureTokens({ rounds, tokens, warmUp }: TokenRounds): Promise<TokenFigures> {
  const twin = await start(subjects.bundle)
  const peer = await start(subjects.peer)
  await roundOf(twin, peer, warmUp)
  const measured: Round[] = []
  for (let round = 0; round < rounds; round++) measured.push(await roundOf(twin, peer, tokens))
  await Promise.all([twin.stop(), peer.stop()])
  const of = (figure: (round: Round) => number) => spread(measured.map(figure))
  const names = Object.keys(measured[0] as Round) as (keyof Round)[]
  const spreads = Object.fromEntries(names.map((name) => [name, of((round) => round[name])]))
  return {
    measured: spreads as Record<keyof Round, Spread>,
    ratio: {
      toBare: of(({ twin, bare }) => twin / bare),
      toBareNewKeys: of(({ twinNewKeys, bareNewKeys }) => twinNewKeys / bareNewKeys),
      toPeer: of(({ twin, peer }) => twin / peer),
      perSecondToPeer: of(({ twinPerSecond, peerPerSecond }) => twinPerSecond / peerPerSecond),
      catalogueToTwin: of(({ catalogue, twin }) => catalogue / twin),
      saveToTwin: of(({ save, twin }) => save / twin),
    },
  }
}

/** How many times a round changes between its subjects, so that a busy moment of the machine meets all of them. */
const turns = 10

async function roundOf(twin: Running, peer: Running, tokens: number): Promise<Round> {
  const requests = await twinRequests(twin.origin, tokens)
  const newKeys = await twinRequests(twin.origin, tokens, { proofKeys: 'new' })
  const inTurns: Turn[] = []
  for (let turn = 0; turn < turns; turn++) {
    const ofTurn = <T>(all: readonly T[]) => all.slice((turn * tokens) / turns, ((turn + 1) * tokens) / turns)
    inTurns.push(await turnOf(twin, peer, ofTurn(requests), ofTurn(newKeys)))
  }
  const names = Object.keys(inTurns[0] as Turn) as (keyof Turn)[]
  const means = names.map((name) => [name, inTurns.reduce((sum, turn) => sum + turn[name], 0) / turns])
  return {
    ...(Object.fromEntries(means) as Turn),
    // Without turns: they are so short that a few of them would mostly measure code that is not compiled yet.
    catalogue: catalogueCpuMs(requests[0] as ComposedRequest, tokens) / tokens,
    save: (await saveCpuMs(tokens)) / tokens,
  }
}

type Turn = Omit<Round, 'catalogue' | 'save'>

async function turnOf(
  twin: Running,
  peer: Running,
  requests: readonly ComposedRequest[],
  newKeys: readonly ComposedRequest[],
): Promise<Turn> {
  const tokens = requests.length
  const bare = cryptographyCpuMs(tokens) / tokens
  const ofTwin = await cost(twin, tokens, () => sendToTwin(twin.origin, requests))
  const ofPeer = await cost(peer, tokens, () => sendToPeer(peer.origin, tokens))
  const bareNewKeys = cryptographyCpuMs(tokens, 'new') / tokens
  const ofNewKeys = await cost(twin, tokens, () => sendToTwin(twin.origin, newKeys))
  return {
    bare,
    bareNewKeys,
    twin: ofTwin.cpuMs,
    twinNewKeys: ofNewKeys.cpuMs,
    peer: ofPeer.cpuMs,
    twinPerSecond: ofTwin.perSecond,
    peerPerSecond: ofPeer.perSecond,
  }
}

/** Of one token. */
export async function cost(
  running: Running,
  tokens: number,
  work: () => Promise<void>,
): Promise<{ readonly cpuMs: number; readonly perSecond: number }> {
  const [cpu, time] = [running.cpuMs(), performance.now()]
  await work()
  const seconds = (performance.now() - time) / 1000
  return { cpuMs: (running.cpuMs() - cpu) / tokens, perSecond: tokens / seconds }
}
