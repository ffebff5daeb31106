/** What a scenario is: one deliberate failure, what it is like in reality, and where it acts. */
import type { ClientRegistration } from './registration.ts'

export interface Scenario {
  /** The file's name; the same everywhere. */
  readonly name: string
  /** When it happens in reality, as a sentence. */
  readonly happens: string
  /** What a good client does then, as a sentence. */
  readonly goodClient: string
  /** Rows of the table of cases that it serves. */
  readonly cases?: readonly string[]
  readonly parameters?: Readonly<Record<string, ScenarioParameter>>
  readonly act: Act
}

export interface ScenarioParameter {
  readonly description: string
  readonly default: number
}

export type Parameters = Readonly<Record<string, number>>

export type Act = TokenAnswerAct | TokenBodyAct | AccessTokenAct | ClientAct | ClockAct | MetadataAct

/** Takes the place of the token endpoint's answer. */
export interface TokenAnswerAct {
  readonly at: 'token answer'
  readonly answer: (ask: TokenAsk) => Response | Promise<Response>
}

export interface TokenAsk {
  readonly parameters: Parameters
  /** What the twin would have answered. */
  readonly proceed: () => Promise<Response>
  readonly issueNonce: () => string
  readonly wait: (seconds: number) => Promise<void>
}

/** Changes the JSON text of a successful answer. */
export interface TokenBodyAct {
  readonly at: 'token body'
  readonly change: (body: Readonly<Record<string, unknown>>) => string
}

/** Changes the access token before it is signed, or how it is signed. */
export interface AccessTokenAct {
  readonly at: 'access token'
  readonly change: (draft: TokenDraft, parameters: Parameters) => TokenDraft
}

export interface TokenDraft {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  /** How it is signed. Default: by the STS's key, RS256. */
  readonly signing?: 'none' | 'hs256 with the public key' | 'another key' | 'broken'
  /** `expires_in` of the answer, when it goes with the change; in seconds. */
  readonly expiresIn?: number
}

/** Changes how the client is registered, for as long as it acts. */
export interface ClientAct {
  readonly at: 'client'
  readonly change: (registration: ClientRegistration, now: number) => ClientRegistration
}

/** Puts the clock by which requests are judged off, by this many seconds. */
export interface ClockAct {
  readonly at: 'clock'
  readonly seconds: (parameters: Parameters) => number
}

/** Takes the place of metadata or JWKS. */
export interface MetadataAct {
  readonly at: 'metadata' | 'jwks'
  readonly answer: (ask: MetadataAsk) => Response | Promise<Response>
}

export interface MetadataAsk {
  readonly parameters: Parameters
  /** The document as it would have been. */
  readonly document: Readonly<Record<string, unknown>>
  readonly wait: (seconds: number) => Promise<void>
}
