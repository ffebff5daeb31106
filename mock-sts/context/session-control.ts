/** Sessions as the control plane and the token endpoint use them. */
import type { MockOptions } from '../config/options.ts'
import type { Context } from './context.ts'

/** A session and its addresses. */
export interface SessionAddresses {
  readonly id: string
  /** Prefix of all its addresses. */
  readonly origin: string
  /** Issuer of an STS, by STS or environment name. */
  issuer(name: string): string
}

export interface SessionControl {
  /** Oldest first. */
  readonly ids: readonly string[]
  find(id: string): SessionAddresses | undefined
  /** The newest session in which the client was configured or registered. */
  ownerOf(clientId: string): Context | undefined
  /** `origin` is the twin's origin as the caller sees it. */
  create(options: MockOptions, origin: string): SessionAddresses
  /** False for an unknown id. */
  end(id: string): boolean
}
