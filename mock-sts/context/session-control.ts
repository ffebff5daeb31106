/** Sessions, as the control plane and the token endpoint see them. */
import type { MockOptions } from '../config/options.ts'
import type { Context } from './context.ts'

/** A twin within the twin, by its addresses. */
export interface SessionAddresses {
  readonly id: string
  /** Below which its STSs, its API and its control plane lie. */
  readonly origin: string
  /** Issuer of an STS, by STS or environment name. */
  issuer(name: string): string
}

export interface SessionControl {
  /** The oldest first. */
  readonly ids: readonly string[]
  find(id: string): SessionAddresses | undefined
  /** The newest session that knows a client as its own. */
  ownerOf(clientId: string): Context | undefined
  /** `origin` is the twin's as its caller sees it. */
  create(options: MockOptions, origin: string): SessionAddresses
  /** False for an unknown id. */
  end(id: string): boolean
}
