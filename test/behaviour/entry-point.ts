/** A face of the twin, as the behaviour suite meets it. */
import type { ComposedRequest } from 'helseid-contract/rules'
import type { ApiRegistration, ClientRegistration, MockOptions } from 'helseid-mock'

export interface EntryPoint {
  readonly name: string
  /** Issuer of an STS as its clients know it. */
  issuer(sts: 'test' | 'qa' | 'prod'): string
  /** Sends the request as it stands. */
  send(request: ComposedRequest): Promise<Response>
  get(url: string): Promise<Response>
  registerClient(registration: ClientRegistration): Promise<void>
  registerApi(registration: ApiRegistration): Promise<void>
  /** Address of the protected API, where the face has one. */
  readonly api?: string
  close(): Promise<void>
}

export interface EntryPointKind {
  readonly name: string
  /** Starts it; `now` is in epoch milliseconds, and is left out by faces that have a clock of their own. */
  start(options: MockOptions): Promise<EntryPoint>
  /** True for a face whose clock cannot be held still from outside. */
  readonly ownClock?: true
  /** Cases that it cannot express, with the reason. */
  readonly exempt?: Readonly<Record<string, string>>
}

/** STS by profile: both columns of the cases are asked of one twin. */
export const entryPointOptions: MockOptions = { profile: { test: 'today', qa: 'next' } }
