/** What was seen of one run of a client: its requests in order, what the API said of them, and how it ended. */
import { claimsOf, type Json, type JsonObject } from 'helseid-contract/rules'
import type { JournalEntry } from '../../journal/journal.ts'
import type { AppSettings } from './app.ts'

export interface SeenRequest extends JournalEntry {
  /** Header fields as they came. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** For example `GET /nhn-api/test/hello?page=1 HTTP/1.1`. */
  readonly requestLine: string
}

/** A token or proof that the API did not take. */
export interface ApiRefusal {
  /** For example `proof-ath`. */
  readonly code: string
  readonly message: string
}

export interface Observation {
  readonly settings: AppSettings
  /** Oldest first. */
  readonly requests: readonly SeenRequest[]
  readonly refusals: readonly ApiRefusal[]
  /**
   * How it ended. `time limit`, `too many requests`: it was ended. `unknown`: it runs by itself, elsewhere; `unfinished`: so it does, and
   * has not done in time what it was to do.
   */
  readonly ended: 'by itself' | 'time limit' | 'too many requests' | 'unknown' | 'unfinished'
  readonly exitCode?: number
  readonly output: string
  readonly seconds: number
  /** The `kid` with which HelseID signs from some moment on, where the run changed it. */
  readonly newKid?: string
}

export function requestsTo({ requests }: Observation, endpoint: JournalEntry['endpoint']): readonly SeenRequest[] {
  return requests.filter((request) => request.endpoint === endpoint)
}

/** Those that were answered with a token. */
export function tokensIssued(seen: Observation): readonly SeenRequest[] {
  return requestsTo(seen, 'token').filter(({ status, error }) => status === 200 && error === undefined)
}

export function isChallenge({ error }: SeenRequest): boolean {
  return error === 'use_dpop_nonce'
}

export function header({ headers }: SeenRequest, name: string): string | undefined {
  return headers.find(([given]) => given.toLowerCase() === name)?.[1]
}

/** When a request was sent, by its proof, in epoch seconds: the journal knows when it was answered. */
export function sentAt(request: SeenRequest): number | undefined {
  return timeOf(claimsOf(header(request, 'dpop'))?.iat)
}

export interface Credentials {
  readonly scheme: string
  readonly token: string
  readonly claims: JsonObject
  /** When the token ends, in epoch seconds. */
  readonly exp: number | undefined
}

/** The access token that a request to the API carries. */
export function credentialsOf(request: SeenRequest): Credentials | undefined {
  const [, scheme = '', token = ''] = /^(\S+) +(\S+)$/.exec(header(request, 'authorization') ?? '') ?? []
  const claims = claimsOf(token)
  return claims && { scheme, token, claims, exp: timeOf(claims.exp) }
}

function timeOf(claim: Json | undefined): number | undefined {
  return typeof claim === 'number' ? claim : undefined
}
