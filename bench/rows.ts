/** The figures that have a goal, and the limits beyond which the bench fails. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { CrowdFigures } from './crowd.ts'
import type { ClientCountFigures } from './many-clients.ts'
import type { StartFigures } from './startup.ts'
import type { Spread } from './statistics.ts'
import type { TokenFigures } from './token-cost.ts'

/** What one run has measured; the short form leaves parts out. */
export interface Measured {
  readonly start: StartFigures
  readonly tokens: TokenFigures
  readonly clientCounts?: ClientCountFigures
  readonly crowd?: CrowdFigures
}

interface Goal {
  readonly title: string
  readonly goal: number | undefined
  readonly better: 'lower' | 'higher'
  readonly of: (measured: Measured) => Spread | undefined
}

/** Every figure is a ratio, so that it says the same on any machine. */
const goals = {
  'cpu-to-bare': {
    title: 'CPU per token over the bare cryptography, one proof key',
    goal: 1.75,
    better: 'lower',
    of: ({ tokens }) => tokens.ratio.toBare,
  },
  'cpu-to-bare-new-keys': {
    title: 'CPU per token over the bare cryptography, a new proof key each',
    goal: 1.9,
    better: 'lower',
    of: ({ tokens }) => tokens.ratio.toBareNewKeys,
  },
  'cpu-to-peer': {
    title: 'CPU per token over oauth2-mock-server',
    goal: 1.5,
    better: 'lower',
    of: ({ tokens }) => tokens.ratio.toPeer,
  },
  'tokens-per-second-to-peer': {
    title: 'tokens per second over oauth2-mock-server, 16 connections',
    goal: 0.7,
    better: 'higher',
    of: ({ tokens }) => tokens.ratio.perSecondToPeer,
  },
  'oidc-provider-save': {
    title: "share of oidc-provider's save in the CPU of a token",
    goal: 0.02,
    better: 'lower',
    of: ({ tokens }) => tokens.ratio.saveToTwin,
  },
  'first-200-to-peer': {
    title: 'spawn to first 200, bundled, over oauth2-mock-server',
    goal: 0.9,
    better: 'lower',
    of: ({ start }) => start.ratio.firstOkMs,
  },
  'first-token-to-peer': {
    title: 'spawn to first token over oauth2-mock-server',
    goal: 1.2,
    better: 'lower',
    of: ({ start }) => start.ratio.firstTokenMs,
  },
  'memory-to-peer': {
    title: 'memory (RSS) 1 s after the first token over oauth2-mock-server',
    goal: 1.4,
    better: 'lower',
    of: ({ start }) => start.ratio.residentMiB,
  },
  'cpu-many-clients': {
    title: 'CPU per token with 100,000 registered clients over 10',
    goal: 1.2,
    better: 'lower',
    of: ({ clientCounts }) => clientCounts?.ratio,
  },
  'crowd-start-to-peer': {
    title: '40 at once on two cores: time until all answer, over oauth2-mock-server',
    goal: undefined,
    better: 'lower',
    of: ({ crowd }) => crowd?.ratio.allAnswerMs,
  },
  'crowd-memory-to-peer': {
    title: '40 at once on two cores: memory in all, over oauth2-mock-server',
    goal: undefined,
    better: 'lower',
    of: ({ crowd }) => crowd?.ratio.memoryMiB,
  },
} as const satisfies Record<string, Goal>

export interface Row extends Spread {
  readonly id: keyof typeof goals
  readonly title: string
  readonly goal: number | undefined
  readonly better: 'lower' | 'higher'
  /** The checked-in figure. */
  readonly known: number | undefined
  /** Beyond it, the figure has become grossly worse. */
  readonly limit: number | undefined
}

/** How much worse than its checked-in figure a figure may be: a busy machine moves them, too. */
const grossly = 1.5

const file = new URL('./figures.json', import.meta.url)

/** The figures of a run on a calm machine. */
const known = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, number>>

export function rowsOf(measured: Measured): Row[] {
  return Object.entries(goals).flatMap(([id, { title, goal, better, of }]) => {
    const figure = of(measured)
    if (figure === undefined) return []
    const before = known[id]
    const limit = before && (better === 'lower' ? before * grossly : before / grossly)
    return [{ id: id as Row['id'], title, goal, better, known: before, limit, ...figure }]
  })
}

/**
 * Each figure that is grossly worse than the checked-in one, as a sentence. The best round counts, because other work on the machine
 * makes rounds worse, hardly ever better.
 */
export function regressionsIn(rows: readonly Row[]): string[] {
  return rows
    .filter(({ better, min, max, limit }) => limit !== undefined && (better === 'lower' ? min > limit : max < limit))
    .map(({ title, better, min, max, known = 0, limit = 0 }) => {
      const seen = better === 'lower' ? `${min.toFixed(3)} at best, over` : `${max.toFixed(3)} at best, under`
      return `${title}: ${seen} the limit of ${limit.toFixed(3)}; the checked-in figure is ${known}`
    })
}

/** Replaces the checked-in figures with those of this run. */
export function save(rows: readonly Row[]): void {
  const figures = Object.fromEntries(rows.map(({ id, median }) => [id, Number(median.toPrecision(3))]))
  writeFileSync(file, `${JSON.stringify({ ...known, ...figures }, null, 2)}\n`)
}
