/** What was observed in one run of a client: its requests in order, the API's refusals, and how it ended. */
import { claimsOf, type Json, type JsonObject } from 'helseid-contract/rules'
import type { JournalEntry } from '../../journal/journal.ts'
import type { AppSettings } from './app.ts'

export interface SeenRequest extends JournalEntry {
  /** The headers as received. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** For example `GET /nhn-api/test/hello?page=1 HTTP/1.1`. */
  readonly requestLine: string
}

/** A token or proof that the API refused. */
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
   * How the client ended. `time limit`, `too many requests`: the check stopped it. `unknown`: it was started separately, so this is not visible.
   * `unfinished`: it was started separately and did not make its calls in time.
   */
  readonly ended: 'by itself' | 'time limit' | 'too many requests' | 'unknown' | 'unfinished'
  readonly exitCode?: number
  readonly output: string
  readonly seconds: number
  /** The `kid` of HelseID's new signing key, if the run changed it. */
  readonly newKid?: string
}

export function requestsTo({ requests }: Observation, endpoint: JournalEntry['endpoint']): readonly SeenRequest[] {
  return requests.filter((request) => request.endpoint === endpoint)
}

/** The token requests that were answered with a token. */
export function tokensIssued(seen: Observation): readonly SeenRequest[] {
  return requestsTo(seen, 'token').filter(({ status, error }) => status === 200 && error === undefined)
}

export function isChallenge({ error }: SeenRequest): boolean {
  return error === 'use_dpop_nonce'
}

export function header({ headers }: SeenRequest, name: string): string | undefined {
  return headers.find(([given]) => given.toLowerCase() === name)?.[1]
}

/** When a request was sent according to its proof, in epoch seconds; the journal only has the time of the answer. */
export function sentAt(request: SeenRequest): number | undefined {
  return timeOf(claimsOf(header(request, 'dpop'))?.iat)
}

export interface Credentials {
  readonly scheme: string
  readonly token: string
  readonly claims: JsonObject
  /** When the token expires, in epoch seconds. */
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
