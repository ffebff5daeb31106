/** What the parts of the faulty API share: its settings, its refusals, and the switch of its defect. */
import type { ApiDefect } from './api-defect-table.ts'

export interface ApiSettings {
  readonly issuer: string
  /** The issuer of another environment. */
  readonly otherIssuer: string
  readonly audience: string
  readonly scope: string
  /** Default: a free one. */
  readonly port?: number
  /** Where the keys are fetched from: the fixed path of every HelseID issuer, or the URL in the metadata. Default: the fixed path. */
  readonly keysFrom?: 'address' | 'metadata'
  /** Caches the keys, and fetches them again for an unknown `kid` at most once. Default: fetches them for every request. */
  readonly refetchesOnce?: boolean
  /** Requires a nonce in each proof. Default: false. */
  readonly nonce?: boolean
  /** The only organisation with access. Default: every client has access. */
  readonly organization?: string
  /** Fetches metadata and JWKS. Default: `fetch`. */
  readonly fetch?: (address: string, options: { readonly signal: AbortSignal }) => Promise<Response>
  /** Default: DPoP. */
  readonly scheme?: 'DPoP' | 'Bearer'
}

/** A refusal and its status. */
export class Refused extends Error {
  readonly status: 401 | 403 | 400

  constructor(message: string, status: 401 | 403 | 400 = 401) {
    super(message)
    this.status = status
  }
}

/** The checks of a sound API, each of which one defect leaves out. */
export interface Checks {
  readonly has: (defect: ApiDefect) => boolean
  /** Refuses if the condition holds, unless the API has the defect. @throws {Refused} */
  readonly refuse: (defect: ApiDefect, condition: boolean, status?: 401 | 403) => void
}
