/** Forty servers started at once on two cores, the shape of a CI machine: the time until all answer, and their memory in all. */
import { setTimeout as delay } from 'node:timers/promises'
import { type Subject, start, subjects } from './servers.ts'
import { type Spread, spread } from './statistics.ts'

const crowdSize = 40

interface Crowd {
  readonly allAnswerMs: number
  readonly memoryMiB: number
}

export interface CrowdFigures {
  readonly twin: Spreads
  readonly peer: Spreads
  readonly ratio: Spreads
}

type Spreads = Readonly<Record<keyof Crowd, Spread>>

export async function measureCrowd(rounds: number): Promise<CrowdFigures> {
  const measured: { readonly twin: Crowd; readonly peer: Crowd }[] = []
  for (let round = 0; round < rounds; round++)
    measured.push({ peer: await crowdOf(subjects.peer), twin: await crowdOf(subjects.bundle) })
  const of = (figure: (round: (typeof measured)[number]) => Crowd): Spreads => ({
    allAnswerMs: spread(measured.map((round) => figure(round).allAnswerMs)),
    memoryMiB: spread(measured.map((round) => figure(round).memoryMiB)),
  })
  return {
    twin: of(({ twin }) => twin),
    peer: of(({ peer }) => peer),
    ratio: of(({ twin, peer }) => ({
      allAnswerMs: twin.allAnswerMs / peer.allAnswerMs,
      memoryMiB: twin.memoryMiB / peer.memoryMiB,
    })),
  }
}

async function crowdOf(subject: Subject): Promise<Crowd> {
  const began = performance.now()
  const options = { pollMs: 50, cores: 2 }
  const crowd = await Promise.all(Array.from({ length: crowdSize }, () => start(subject, options)))
  const allAnswerMs = performance.now() - began
  await delay(1000)
  const memoryMiB = crowd.reduce((sum, { memoryMiB }) => sum + memoryMiB().proportional, 0)
  await Promise.all(crowd.map(({ stop }) => stop()))
  return { allAnswerMs, memoryMiB }
}
