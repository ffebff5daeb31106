/** The shape of a scenario: one deliberate failure, when it happens in reality, where it acts and where a client sees it. */
import type { JsonObject } from 'helseid-contract/rules'
import type { ClientRegistration } from '../clients/registration.ts'
import type { ScenarioKeyRing } from '../keys/key-ring.ts'
import type { TokenDraft } from '../tokens/token-draft.ts'
import type { ScenarioGroup } from './groups.ts'
import type { ShownByPlace } from './shown-at.ts'

/** The place where it acts (`act.at`) decides where a client can see it (`shows`). */
export type Scenario = { [P in Place]: ScenarioAt<P> }[Place]

interface ScenarioAt<P extends Place> {
  /** The name of its file; the same in code, CLI, control plane and header. */
  readonly name: string
  /** The group that it is listed in. */
  readonly group: ScenarioGroup
  /** Where a client sees it. */
  readonly shows: ShownByPlace[P]
  /** What the client gets: one line without a full stop, the status and the error code first; with the default of each parameter. */
  readonly gets: string
  /** When it happens in reality: one sentence. */
  readonly happens: string
  /** How a good client reacts: one sentence, whose subject is the client unless it names another. */
  readonly goodClient: string
  /** How to undo what outlives the scenario. Default: nothing does. */
  readonly wayBack?: string
  /** Ids of the cases that it covers (test/contract/case-rows.json). */
  readonly cases?: readonly string[]
  readonly parameters?: Readonly<Record<string, ScenarioParameter>>
  /** What is unknown about the real response: one sentence. The twin sends the most probable one. */
  readonly unknown?: string
  readonly act: ActAt<P>
}

export interface ScenarioParameter {
  readonly description: string
  readonly default: number
  /** The minimum is always 0. Default: `maxParameter`. */
  readonly maximum?: number
}

/** Ten years in seconds: no longer time or delay makes sense in a test. */
export const maxParameter = 315_360_000

/** The longest delay of a response, in seconds: one day. */
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
  | IntrospectionAct
  | ApiAnswerAct

/** Where a scenario acts. */
export type Place = Act['at']

/** What a scenario does at one place. */
export type ActAt<P extends Place> = Extract<Act, { readonly at: P }>

/** Replaces the token endpoint’s response. */
export interface TokenAnswerAct {
  readonly at: 'token answer'
  /** What the client must have got otherwise to see a difference; any other request does not use up a turn. Default: anything. */
  readonly insteadOf?: 'a token' | 'a refusal' | 'a token or a refusal'
  readonly answer: (input: TokenAnswerInput) => Response | Promise<Response>
}

export interface TokenAnswerInput {
  readonly parameters: Parameters
  /** Resolves with the response that the twin would have sent. */
  readonly proceed: () => Promise<Response>
  readonly issueNonce: () => string
  readonly wait: Wait
}

export type Wait = (seconds: number) => Promise<void>

/** Changes the JSON text of a successful token response. */
export interface TokenBodyAct {
  readonly at: 'token body'
  readonly change: (body: Readonly<Record<string, unknown>>) => string
}

/** Changes the access token before it is signed, or the way it is signed. */
export interface AccessTokenAct {
  readonly at: 'access token'
  readonly change: (draft: TokenDraft, parameters: Parameters) => TokenDraft
}

/** Changes the client’s registration for as long as the scenario acts. */
export interface ClientAct {
  readonly at: 'client'
  readonly change: (registration: ClientRegistration, now: number) => ClientRegistration
}

/** Shifts the clock that requests are judged by, by a number of seconds. */
export interface ClockAct {
  readonly at: 'clock'
  readonly seconds: (parameters: Parameters) => number
}

/** Changes the signing keys of the STS before a token is issued or the JWKS is read; the change stays until the twin is reset. */
export interface KeysAct {
  readonly at: 'keys'
  /** Idempotent: a second call changes nothing. */
  readonly change: (keys: ScenarioKeyRing) => Promise<void>
}

/** Replaces the discovery document or the JWKS. */
export interface MetadataAct<P extends 'metadata' | 'jwks'> {
  readonly at: P
  readonly answer: (input: MetadataAnswerInput) => Response | Promise<Response>
}

export interface MetadataAnswerInput {
  readonly parameters: Parameters
  /** The document that the twin would have sent. */
  readonly document: Readonly<Record<string, unknown>>
  readonly wait: Wait
}

/** Replaces what introspection says about a token that is active. */
export interface IntrospectionAct {
  readonly at: 'introspection'
  readonly body: JsonObject
}

/** Replaces the protected API’s response. */
export interface ApiAnswerAct {
  readonly at: 'api answer'
  /** Whether a client sees it in the answer to this request; if not, the request does not use up a turn. Default: always. */
  readonly isSeen?: (input: ApiAnswerInput) => boolean | Promise<boolean>
  readonly answer: (input: ApiAnswerInput) => Response | Promise<Response>
}

export interface ApiAnswerInput {
  readonly parameters: Parameters
  /** Resolves with the response that the API would have sent; the API judges the request only when this is called. */
  readonly proceed: () => Promise<Response>
  /** In epoch seconds. */
  readonly now: number
  /** Issues a nonce of the API, which the token endpoint does not accept. */
  readonly issueNonce: () => string
  /** State of the nonce in the request’s proof, for a nonce lifetime in seconds; undefined without a readable proof. */
  readonly judgeNonce: (lifetime: number) => 'missing' | 'valid' | 'expired' | 'unknown' | undefined
  readonly wait: Wait
}
