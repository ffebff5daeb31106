/** An entry point of the twin, such as msw or the image, as the behaviour suite uses it. */
import type { ComposedRequest } from 'helseid-contract/rules'
import type { ApiRegistration, ClientRegistration, MockOptions } from 'helseid-mock'

export interface EntryPoint {
  readonly name: string
  /** Issuer of an STS, as its clients see it. */
  issuer(sts: 'test' | 'qa' | 'prod'): string
  /** Sends the request unchanged. */
  send(request: ComposedRequest): Promise<Response>
  get(url: string): Promise<Response>
  registerClient(registration: ClientRegistration): Promise<void>
  registerApi(registration: ApiRegistration): Promise<void>
  /** URL of the protected API, if the entry point has one. */
  readonly api?: string
  close(): Promise<void>
}

export interface EntryPointKind {
  readonly name: string
  /** Starts the entry point. `options.now` is not set if it has its own clock. */
  start(options: MockOptions): Promise<EntryPoint>
  /** True if its clock cannot be frozen from outside. */
  readonly ownClock?: true
  /** Cases that it cannot express, with the reasons. */
  readonly exempt?: Readonly<Record<string, string>>
}

/** One twin serves both profiles of the cases, each at its own STS. */
export const entryPointOptions: MockOptions = { profile: { test: 'today', qa: 'next' } }
