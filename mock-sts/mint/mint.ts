/** Mints access tokens and DPoP proofs, valid or broken, to test APIs without a client. */
import { canonicalKey, type Jwk } from 'helseid-contract/rules'
import type { Registry } from '../clients/registry.ts'
import { FaultError } from '../http/fault.ts'
import type { SigningKey } from '../keys/signing-keys.ts'
import { accessTokenDraft } from '../tokens/access-token.ts'
import { inRecordedOrder } from '../tokens/claim-order.ts'
import { type Grant, tokenLifetime } from '../tokens/grant.ts'
import type { TokenDraft } from '../tokens/token-draft.ts'
import { signDraft } from '../tokens/token-signing.ts'
import { makeProof, type ProofOptions } from './make-proof.ts'
import { changed } from './members.ts'
import { type GrantOptions, mintedGrant } from './minted-grant.ts'
import { newProofKey, readProofKey } from './proof-key.ts'

export interface MintOptions extends GrantOptions {
  /** STS that issues the token, by STS or environment name. Default: that of `issuer`, else of the real hostname that was requested, else `test`. */
  readonly sts?: string
  /**
   * Issuer that the API expects, if the twin has another one at the address where it is called: `http://helseid-mock:8080/test` in the
   * containers, for example. The STS's key signs the token as always. Default: the issuer of the STS, as the caller sees it.
   */
  readonly issuer?: string
  /** Claims to add or override; `null` removes a claim. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** Header members to add or override; `null` removes a member. */
  readonly header?: Readonly<Record<string, unknown>>
  /** Names of scenarios that break the token; only those that act at the access token. */
  readonly broken?: readonly string[]
  /** Private JWK (EC or RSA) that the token is bound to and that signs the proof. Default: a new EC key. */
  readonly proofKey?: Jwk
  /** Issues a Bearer token, which is not bound to a key. Default: false. */
  readonly bearer?: boolean
  /** The request that a proof is created for. Default: no proof. */
  readonly proof?: ProofOptions
}

export interface Minted {
  readonly accessToken: string
  /** Value of the `DPoP` header; absent when no proof was requested. */
  readonly proof?: string
  /**
   * Private JWK of the key that the token is bound to, for further proofs. Generated for this token unless the caller
   * gave it.
   */
  readonly proofKey: Jwk
  readonly claims: Readonly<Record<string, unknown>>
}

/** What a minted token depends on, in addition to the caller’s options. */
export interface MintSources {
  readonly issuer: string
  /** Clients and APIs registered with the STS. */
  readonly registry: Pick<Registry, 'client' | 'api'>
  readonly signingKey: SigningKey
  /** The change of a scenario named in `broken`. @throws {TypeError} for an unknown name */
  readonly tokenChange: (name: string) => (draft: TokenDraft) => TokenDraft
  /** Time of the token, in epoch seconds. */
  readonly now: number
  /** Time of the proof, in epoch seconds of real time. */
  readonly proofNow: number
  /** `jti` of the token: 32 upper-case hex digits. */
  readonly jti: string
}

/** @throws {TypeError} for an unknown scenario or proof fault, a key that cannot sign, or an invalid URL */
export async function mint(options: MintOptions, sources: MintSources): Promise<Minted> {
  const { signingKey, proofNow } = sources
  const issuer = issuerOf(options, sources)
  const { proofKey = newProofKey(), bearer = false } = options
  const key = readProofKey(proofKey)
  const jkt = bearer ? undefined : canonicalKey(key).thumbprint
  const good = draftOf(mintedGrant(options, { ...sources, issuer, jkt }), sources)
  const draft = brokenDraft(good, options, sources)
  const header = changed(draft.header, options.header)
  const claims = inRecordedOrder(changed(draft.claims, options.claims))
  const accessToken = await signDraft(signingKey, { ...draft, header, claims })
  const proof = options.proof && makeProof(options.proof, { accessToken, proofKey: key, now: proofNow })
  return { accessToken, proofKey, claims, ...(proof !== undefined && { proof }) }
}

function issuerOf({ issuer }: MintOptions, sources: MintSources): string {
  if (issuer === undefined) return sources.issuer
  if (URL.canParse(issuer) && /^https?:$/.test(new URL(issuer).protocol)) return issuer
  const detail = `/issuer must be an http or https URL such as http://helseid-mock:8080/test, not ${JSON.stringify(issuer)}`
  throw new FaultError({ pointer: '/issuer', detail })
}

/** A token with a lifetime of 0 or less expired that long ago, after the lifetime of its API; so it has no other fault. */
function draftOf(grant: Grant, sources: MintSources): TokenDraft {
  if (grant.lifetime > 0) return accessTokenDraft(sources.signingKey, grant, sources)
  const lifetime = tokenLifetime(grant.apis)
  const now = sources.now + grant.lifetime - lifetime
  return accessTokenDraft(sources.signingKey, { ...grant, lifetime }, { ...sources, now })
}

function brokenDraft(good: TokenDraft, { broken = [] }: MintOptions, { tokenChange }: MintSources): TokenDraft {
  const changes = broken.map((name, index) => {
    try {
      return tokenChange(name)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      throw new FaultError({ pointer: `/broken/${index}`, detail: error.message }, { cause: error })
    }
  })
  return changes.reduce((draft, change) => change(draft), good)
}
