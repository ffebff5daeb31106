/** What `explain` says about one request or JWT: the verdict, and what could not be looked at. */
import type { ProfileName, Severity } from 'helseid-contract/rules'
import type { ClientKey, ClientRegistration } from '../clients/registration.ts'
import type { VerdictRule } from '../verdict/verdict.ts'

export interface ExplainOptions {
  /** The issuer it was meant for. Default: the one it was sent to, else the one in `aud` or `htu`. */
  readonly issuer?: string | undefined
  /** Judge as of this time, in epoch seconds. Default: its `iat`. */
  readonly at?: number | undefined
  readonly profile?: ProfileName
  readonly severity?: Readonly<Record<string, Severity>>
  /** The client's public keys; without them the signature is not verified. */
  readonly keys?: readonly ClientKey[] | undefined
  /** The client's registration; without it, rules that depend on a registration are not evaluated. */
  readonly client?: ClientRegistration | undefined
  /** Why no registration was found, where one was looked for. */
  readonly noClient?: string | undefined
}

export interface ExplainedRule extends Omit<VerdictRule, 'at'> {
  readonly at: string
}

export interface ExplainedVerdict {
  /**
   * `accepted` only for a token request of which everything was looked at except what depends on earlier requests;
   * `nothing wrong` if no rule that rejects is broken, but something was not looked at.
   */
  readonly outcome: 'accepted' | 'refused' | 'nothing wrong'
  readonly answer?: {
    /** Of the answer of an API; that of the token endpoint is always 400. */
    readonly status?: number
    readonly error: string
    readonly description?: string
    readonly rule: string
  }
  readonly rules: readonly ExplainedRule[]
}

/** Something that was not looked at. */
export interface NotChecked {
  readonly what: string
  readonly because: string
  /** False for what no one but the receiver of the request can check. */
  readonly required: boolean
}

export interface Explanation {
  readonly what: 'token request' | 'API call' | 'client assertion' | 'DPoP proof' | 'access token'
  /** The address that is called, of a proof for an API call on its own: its `htu`. */
  readonly calls?: string
  readonly issuer: string
  /** Where the issuer comes from. */
  readonly issuerFrom: 'the given issuer' | 'the request URL' | 'aud or htu' | 'iss' | 'assumed'
  /** The client id in the request. */
  readonly clientId: string
  /** Epoch seconds. */
  readonly at: number
  /** Where the time comes from. */
  readonly atFrom: string
  /** Of the client assertion or the access token; of the proof, if that is all there is. */
  readonly signature: 'verified' | 'does not verify' | 'not verified'
  readonly notChecked: readonly NotChecked[]
  readonly verdict: ExplainedVerdict
}

/** `isWhole`: the whole of a token request was looked at. */
export function toVerdict(
  rules: readonly ExplainedRule[],
  answer: ExplainedVerdict['answer'],
  { isWhole }: { readonly isWhole: boolean },
): ExplainedVerdict {
  if (answer !== undefined) return { outcome: 'refused', answer, rules }
  return { outcome: isWhole ? 'accepted' : 'nothing wrong', rules }
}

/** `verified` if the rule passed, `not verified` if it could not be evaluated. */
export function signatureBy(rules: readonly ExplainedRule[], id: string): Explanation['signature'] {
  const outcome = rules.find((rule) => rule.id === id)?.outcome
  if (outcome === 'passed') return 'verified'
  return outcome === 'broken' ? 'does not verify' : 'not verified'
}
