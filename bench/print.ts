/** The figures of a run as a table for a terminal. */
import { type ClientFigures, maxSignaturesPerFetch } from './client.ts'
import type { LoadFigures } from './oidc-provider.ts'
import type { Measured, Row } from './rows.ts'
import { format, type Spread } from './statistics.ts'

export interface Printed extends Measured {
  readonly rounds: number
  readonly tokensPerRound: number
  readonly rows: readonly Row[]
  readonly catalogueSize: number
  readonly load?: LoadFigures
  readonly client: ClientFigures
  readonly clientRequests: number
}

export function print(figures: Printed): void {
  console.log(`${figures.rounds} rounds, alternated; median (smallest to largest)`)
  printRows(figures.rows)
  printStart(figures)
  printTokens(figures)
  printClient(figures.client, figures.clientRequests)
}

function heading(text: string): void {
  console.log(`\n${text}`)
}

function line(label: string, text: string): void {
  console.log(`  ${label.padEnd(72)}${text}`)
}

function printRows(rows: readonly Row[]): void {
  heading('Ratios, with the goal and the checked-in figure')
  for (const { title, goal, better, known, ...figure } of rows) {
    const sign = better === 'lower' ? '≤' : '≥'
    const meant = goal === undefined ? 'no goal' : `${sign} ${goal}`
    line(title, `${format(figure, figure.median < 0.1 ? 4 : 2)}  ${meant}, ${known ?? 'not checked in'}`)
  }
}

function printStart({ start, crowd, clientCounts, load }: Printed): void {
  heading('Start: the twin (bundled, with compiled code); oauth2-mock-server')
  const pair = (label: string, twin: Spread, peer: Spread) => line(label, `${format(twin, 0)}; ${format(peer, 0)}`)
  pair('spawn to first 200, ms', start.twin.firstOkMs, start.peer.firstOkMs)
  pair('spawn to first token, ms', start.twin.firstTokenMs, start.peer.firstTokenMs)
  pair('memory (RSS) 1 s after the first token, MiB', start.twin.residentMiB, start.peer.residentMiB)
  if (start.sourcesMs) line('the twin from its sources (npm start), spawn to first 200, ms', format(start.sourcesMs, 0))
  if (load) line('of the twin, loading oidc-provider, ms; MiB', `${format(load.ms, 0)}; ${format(load.residentMiB, 1)}`)
  if (crowd) {
    pair('40 at once on two cores: until all answer, ms', crowd.twin.allAnswerMs, crowd.peer.allAnswerMs)
    pair('40 at once on two cores: memory (PSS) in all, MiB', crowd.twin.memoryMiB, crowd.peer.memoryMiB)
  }
  if (clientCounts)
    line(
      `spawn to first 200 with ${clientCounts.many} clients in the configuration, ms`,
      clientCounts.manyStartMs.toFixed(0),
    )
}

function printTokens({ tokens: { measured, ratio }, clientCounts, catalogueSize, tokensPerRound }: Printed): void {
  heading(`CPU of the server per token, ms (${tokensPerRound} tokens per round, 16 connections, the same 3072-bit key)`)
  line('bare cryptography (PS256, ES256, RS256), one proof key', format(measured.bare, 3))
  line('bare cryptography, a new proof key each', format(measured.bareNewKeys, 3))
  line('the twin: all rules, verdict, journal; one proof key', format(measured.twin, 3))
  line('the twin, a new proof key each', format(measured.twinNewKeys, 3))
  line(`of that, the ${catalogueSize} rules and the verdict`, format(measured.catalogue, 3))
  line("of that, oidc-provider's save", format(measured.save, 4))
  line('oauth2-mock-server: signs, verifies nothing', format(measured.peer, 3))
  line('share of the rules and the verdict', format(ratio.catalogueToTwin, 3))
  if (clientCounts) {
    line(`the twin with ${clientCounts.few} registered clients`, format(clientCounts.fewMs, 3))
    line(`the twin with ${clientCounts.many} registered clients`, format(clientCounts.manyMs, 3))
  }
  heading('Tokens per second, 16 connections, the sender on the same machine')
  line('the twin', format(measured.twinPerSecond, 0))
  line('oauth2-mock-server', format(measured.peerPerSecond, 0))
}

function printClient(client: ClientFigures, requests: number): void {
  heading(`The client, CPU of its process including the API (${requests} requests per round)`)
  line(`exchanges for ${client.callers} concurrent callers, empty cache`, String(client.exchanges))
  line('a cached token, microseconds', format(client.cachedTokenMicroseconds))
  line('bare fetch, ms', format(client.bareFetchMs, 3))
  line('client.fetch, ms', format(client.clientFetchMs, 3))
  line('bare fetch after one WebCrypto proof signature, ms', format(client.signedFetchMs, 3))
  line('the same call with oauth4webapi, ms', format(client.oauthFetchMs, 3))
  line(
    'client.fetch minus bare fetch, in those signatures',
    `${client.signaturesPerFetch.toFixed(2)}  ≤ ${maxSignaturesPerFetch}`,
  )
  line('bare fetch after one node:crypto signature, ms', format(client.signedHereFetchMs, 3))
  line('client.fetch minus bare fetch, in those signatures', client.ownSignaturesPerFetch.toFixed(2))
  line('a WebCrypto signature alone, repeated, ms', format(client.signatureAloneMs, 3))
  line('client.fetch minus bare fetch, in those signatures', client.signaturesAlonePerFetch.toFixed(2))
}
