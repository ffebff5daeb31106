/** The start of one server: to its first 200, to its first token, and its memory one second later. */
import { setTimeout as delay } from 'node:timers/promises'
import { type Running, type Subject, start, subjects } from './servers.ts'
import { type Spread, spread } from './statistics.ts'
import { sendToPeer, sendToTwin, twinRequests } from './token-load.ts'

interface Start {
  readonly firstOkMs: number
  readonly firstTokenMs: number
  /** Undefined in a round that does not wait for it. */
  readonly residentMiB: number | undefined
}

interface Round {
  readonly twin: Start
  readonly peer: Start
}

export interface StartFigures {
  readonly twin: Spreads
  readonly peer: Spreads
  /** From spawn to the first 200 of the twin from its sources. Not measured in the short form. */
  readonly sourcesMs?: Spread
  /** The twin's over the peer's. */
  readonly ratio: Spreads
}

type Spreads = Readonly<Record<keyof Start, Spread>>

export interface StartRounds {
  readonly rounds: number
  /** How many of the rounds wait for the memory, which hardly differs between them. */
  readonly memoryRounds: number
  /** Whether the twin is started from its sources, too. */
  readonly withSources: boolean
}

export async function measureStart({ rounds, memoryRounds, withSources }: StartRounds): Promise<StartFigures> {
  const measured: Round[] = []
  const sources: number[] = []
  // The first round does not count: it reads the files from the disk.
  for (let round = -1; round < rounds; round++) {
    const withMemory = round >= rounds - memoryRounds
    const peer = await startOf(subjects.peer, withMemory, ({ origin }) => sendToPeer(origin, 1))
    const twin = await startOf(subjects.bundle, withMemory, async ({ origin }) =>
      sendToTwin(origin, await twinRequests(origin, 1)),
    )
    if (round < 0) continue
    measured.push({ twin, peer })
    if (withSources) sources.push(await startMs(subjects.sources))
  }
  return {
    twin: spreads(measured, (name, { twin }) => twin[name]),
    peer: spreads(measured, (name, { peer }) => peer[name]),
    ratio: spreads(measured, (name, { twin, peer }) => {
      const [ofTwin, ofPeer] = [twin[name], peer[name]]
      return ofTwin === undefined || ofPeer === undefined ? undefined : ofTwin / ofPeer
    }),
    ...(withSources && { sourcesMs: spread(sources) }),
  }
}

function spreads(measured: readonly Round[], figure: (name: keyof Start, round: Round) => number | undefined): Spreads {
  const of = (name: keyof Start) =>
    spread(measured.map((round) => figure(name, round)).filter((value) => value !== undefined))
  return { firstOkMs: of('firstOkMs'), firstTokenMs: of('firstTokenMs'), residentMiB: of('residentMiB') }
}

async function startOf(
  subject: Subject,
  withMemory: boolean,
  getToken: (running: Running) => Promise<void>,
): Promise<Start> {
  const running = await start(subject)
  await getToken(running)
  const firstTokenMs = performance.now() - running.startedAt
  if (withMemory) await delay(1000)
  const residentMiB = withMemory ? running.memoryMiB().resident : undefined
  await running.stop()
  return { firstOkMs: running.startMs, firstTokenMs, residentMiB }
}

async function startMs(subject: Subject): Promise<number> {
  const running = await start(subject)
  await running.stop()
  return running.startMs
}
