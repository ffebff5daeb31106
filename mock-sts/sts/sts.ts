/** One security token service: its clients, keys and memory, and how it answers token requests. */
import type { MetadataVersion, OAuthErrorCode, StsName } from 'helseid-contract'
import {
  type EndpointAnswerCode,
  type Facts,
  field,
  type JudgedEndpoint,
  type ProfileName,
  type Severities,
} from 'helseid-contract/rules'
import type { Registry } from '../clients/registry.ts'
import type { Clock } from '../clock.ts'
import type { TokenResponse } from '../http/responses.ts'
import type { TwinKeyRing } from '../keys/key-ring.ts'
import { createTokenProvider } from '../provider/provider.ts'
import type { Store } from '../store/store.ts'
import { grantOf } from '../tokens/grant.ts'
import { newTokenId } from '../tokens/token-id.ts'
import type { FactSources } from '../verdict/fact-sources.ts'
import { gather, namedClient } from '../verdict/facts.ts'
import { gatherPresented } from '../verdict/presented-token.ts'
import { type SeverityChanges, severitiesOf } from '../verdict/severities.ts'
import type { TokenRequest } from '../verdict/token-request.ts'
import { toVerdict, type Verdict } from '../verdict/verdict.ts'
import { createIssuedTokens, type IssuedTokens } from './issued-tokens.ts'
import { judgeEndpointRequest, judgeIssuable, judgeRequest } from './judge-request.ts'
import { createMemory, type StsMemory } from './memory.ts'
import { noEffects, type ScenarioEffects } from './scenario-effects.ts'

export interface StsOptions {
  readonly name: StsName
  /** Issuer, unless a request reaches the STS under another name. */
  readonly issuer: string
  readonly policy: StsPolicy
  readonly clock: Clock
  readonly randomBytes: (size: number) => Buffer
  readonly keys: TwinKeyRing
  readonly registry: Registry
  /** The STS's own part of the twin's store. */
  readonly store: Store
}

/** How strict an STS is, and what it publishes. */
export interface StsPolicy {
  readonly profile: ProfileName
  /** Which recorded metadata it publishes. */
  readonly metadata: MetadataVersion
  /** Changes to the profile's severities; later entries win. */
  readonly severity: readonly (SeverityChanges | undefined)[]
}

export interface Sts {
  readonly name: StsName
  readonly profile: ProfileName
  /** Which recorded metadata it publishes. */
  readonly metadata: MetadataVersion
  readonly registry: Registry
  readonly keys: TwinKeyRing
  readonly memory: StsMemory
  /** Replaces the policy. Clients, keys and memory are kept. */
  configure(policy: StsPolicy): void
  /** Judges a token request that reached the STS under `address`, and answers it. A scenario may change facts and token. */
  answer(request: TokenRequest, address: StsAddress, more?: AnswerOptions): Promise<StsAnswer>
  /** Judges a request to another endpoint. `signingKeys` are the keys that its token may be signed with. */
  judge(
    endpoint: JudgedEndpoint,
    request: TokenRequest,
    address: StsAddress,
    signingKeys: Pick<TwinKeyRing, 'published'>,
  ): Promise<EndpointVerdict>
  /** The tokens that the STS has issued and that have not expired. */
  readonly tokens: IssuedTokens
  /** The client id in a request, registered or not. */
  namedClient(request: TokenRequest): string | undefined
  /** Returns a new nonce. */
  issueNonce(): string
  /** Returns the `jti` of a new access token. */
  newTokenId(): string
}

/** The verdict on a request to revocation or introspection; `error` is absent if it is good. */
export interface EndpointVerdict {
  readonly facts: Facts
  readonly verdict: Verdict
  readonly error?: EndpointAnswerCode
}

export interface AnswerOptions {
  /** Changes by a scenario. Default: none. */
  readonly effects?: ScenarioEffects
  /** Keys that sign the token. Default: the STS's own. */
  readonly signingKeys?: TwinKeyRing
}

/** The name under which a request reached an STS. */
export interface StsAddress {
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly otherIssuers: readonly string[]
}

export type StsAnswer = { readonly facts: Facts; readonly verdict: Verdict } & (IssuedToken | TokenError)

export interface IssuedToken {
  readonly token: TokenResponse
  /** `jti` of the access token, unless a scenario has changed it. */
  readonly tokenId: string
}

export interface TokenError {
  readonly error: { readonly error: OAuthErrorCode; readonly description?: string }
  /** Only with the error `use_dpop_nonce`. */
  readonly nonce?: string
}

export function createSts({ name, issuer, clock, randomBytes, keys, registry, store, ...options }: StsOptions): Sts {
  let { policy } = options
  let ownSeverities = severitiesOf(policy.profile, ...policy.severity)
  const memory = createMemory(clock, randomBytes, store)
  const provider = createTokenProvider(issuer, { now: clock.now })
  const tokens = createIssuedTokens(provider, store, clock)
  const { nonces } = memory
  const sources: FactSources = { clock, registry, nonces }
  const issueNonce = nonces.issue

  const severitiesFor = (clientId: string | undefined): Severities => {
    const registration = clientId === undefined ? undefined : registry.client(clientId)?.registration
    if (registration?.profile === undefined && registration?.severity === undefined) return ownSeverities
    return severitiesOf(registration.profile ?? policy.profile, ...policy.severity, registration.severity)
  }

  return {
    name,
    registry,
    keys,
    memory,
    issueNonce,
    newTokenId: () => newTokenId(randomBytes),
    get profile() {
      return policy.profile
    },
    get metadata() {
      return policy.metadata
    },
    configure(changed) {
      policy = changed
      ownSeverities = severitiesOf(policy.profile, ...policy.severity)
    },
    namedClient: (request) => namedClient(request, registry),
    tokens,
    async judge(endpoint, request, address, signingKeys) {
      const gathered = gather(request, { name, ...address }, sources)
      const compact = field(gathered, 'token')
      const presented =
        compact === undefined
          ? undefined
          : await gatherPresented(compact, await signingKeys.published(), tokens.isEnded)
      const { facts, judgement } = await judgeEndpointRequest(
        endpoint,
        { ...gathered, ...(presented && { presented }) },
        severitiesFor(gathered.client?.clientId),
        memory,
      )
      const { error } = judgement.answer ?? {}
      return { facts, verdict: toVerdict(judgement), ...(error !== undefined && { error }) }
    },
    async answer(request, address, { effects = noEffects, signingKeys = keys } = {}) {
      const gatherFrom = (from: FactSources) => gather(request, { name, ...address }, from)
      const changed = await effects.judging(sources, (from) => {
        const facts = gatherFrom(from)
        return judgeIssuable(facts, severitiesFor(facts.client?.clientId)).answer
      })
      const gathered = gatherFrom(changed)
      const { facts, judgement } = await judgeRequest(gathered, severitiesFor(gathered.client?.clientId), memory)
      const verdict = toVerdict(judgement)
      const client = facts.client && changed.registry.client(facts.client.clientId)
      if (judgement.answer !== undefined || client === undefined) {
        const error = judgement.answer ?? { error: 'invalid_client' as const }
        return { facts, verdict, error, ...(error.error === 'use_dpop_nonce' && { nonce: issueNonce() }) }
      }
      const change = await effects.issuing()
      const tokenId = newTokenId(randomBytes)
      const token = await provider.issue({
        grant: grantOf(facts, client, registry.api),
        signingKey: await signingKeys.active(),
        now: Math.floor(changed.clock.now() / 1000),
        jti: tokenId,
        change,
      })
      return { facts, verdict, token, tokenId }
    },
  }
}
