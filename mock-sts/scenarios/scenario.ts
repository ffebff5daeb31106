/** What a scenario is: one deliberate failure, what it is like in reality, where it acts and where it shows. */

import type { ClientRegistration } from '../clients/registration.ts'
import type { TwinKeyRing } from '../keys/key-ring.ts'
import type { TokenDraft } from '../tokens/token-draft.ts'
import type { ScenarioGroup } from './groups.ts'
import type { ShownWhereActing } from './shown-at.ts'

/** Where it acts (`act.at`) decides where it can show. */
export type Scenario = { [P in Place]: ScenarioAt<P> }[Place]

interface ScenarioAt<P extends Place> {
  /** The file's name; the same everywhere. */
  readonly name: string
  /** The list in which a person looks for it. */
  readonly group: ScenarioGroup
  /** Where a client sees it. */
  readonly shows: ShownWhereActing[P]
  /** When it happens in reality, as a sentence. */
  readonly happens: string
  /** What a good client does then, as a sentence. */
  readonly goodClient: string
  /** Rows of the table of cases that it serves. */
  readonly cases?: readonly string[]
  readonly parameters?: Readonly<Record<string, ScenarioParameter>>
  /** What is not known of the real answer, as a sentence; the most probable one was chosen. */
  readonly unknown?: string
  readonly act: ActAt<P>
}

export interface ScenarioParameter {
  readonly description: string
  readonly default: number
  /** The least is 0. Default: `maxParameter`. */
  readonly maximum?: number
}

/** Ten years in seconds: beyond it no time, and no waiting, means anything. */
export const maxParameter = 315_360_000

/** The longest that a request is kept waiting, in seconds: a day. */
export const maxDelay = 86_400

export type Parameters = Readonly<Record<string, number>>

export type Act =
  | TokenAnswerAct
  | TokenBodyAct
  | AccessTokenAct
  | ClientAct
  | ClockAct
  | KeysAct
  | MetadataAct<'metadata'>
  | MetadataAct<'jwks'>
  | ApiAnswerAct

/** Where a scenario acts. */
export type Place = Act['at']

/** What a scenario does at one place. */
export type ActAt<P extends Place> = Extract<Act, { readonly at: P }>

/** Takes the place of the token endpoint's answer. */
export interface TokenAnswerAct {
  readonly at: 'token answer'
  readonly answer: (input: TokenAnswerInput) => Response | Promise<Response>
}

export interface TokenAnswerInput {
  readonly parameters: Parameters
  /** What the twin would have answered. */
  readonly proceed: () => Promise<Response>
  readonly issueNonce: () => string
  readonly wait: Wait
}

export type Wait = (seconds: number) => Promise<void>

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

/** Changes the signing keys of the STS before a token is issued or the JWKS is read; the change outlives it, until the twin is reset. */
export interface KeysAct {
  readonly at: 'keys'
  /** Once it has been made it makes no further difference. */
  readonly change: (keys: TwinKeyRing) => Promise<void>
}

/** Takes the place of metadata or JWKS. */
export interface MetadataAct<P extends 'metadata' | 'jwks'> {
  readonly at: P
  readonly answer: (input: MetadataAnswerInput) => Response | Promise<Response>
}

export interface MetadataAnswerInput {
  readonly parameters: Parameters
  /** The document as it would have been. */
  readonly document: Readonly<Record<string, unknown>>
  readonly wait: Wait
}

/** Takes the place of the protected API’s answer. */
export interface ApiAnswerAct {
  readonly at: 'api answer'
  readonly answer: (input: ApiAnswerInput) => Response | Promise<Response>
}

export interface ApiAnswerInput {
  readonly parameters: Parameters
  /** What the API would have answered; it has not looked at the request yet. */
  readonly proceed: () => Promise<Response>
  /** In epoch seconds. */
  readonly now: number
  /** A nonce of the API’s own, which is not the token endpoint’s. */
  readonly issueNonce: () => string
  /** How good the nonce of the request’s proof is, if nonces live so many seconds; undefined where no proof can be read. */
  readonly judgeNonce: (lifetime: number) => 'missing' | 'valid' | 'expired' | 'unknown' | undefined
  readonly wait: Wait
}
