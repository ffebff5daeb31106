/** One security token service: its clients, keys and memory, and what it answers a token request. */
import { limits, type OAuthErrorCode, type StsName } from 'helseid-contract'
import {
  answerOf,
  type Facts,
  type Judgement,
  judge,
  type ProfileName,
  rules,
  type Severities,
  type Severity,
  stepOf,
  stepOrder,
} from 'helseid-contract/rules'
import { createRegistry, type Registry, toClient } from '../clients/registry.ts'
import type { Clock } from '../clock.ts'
import { severitiesOf } from '../config/options.ts'
import { createKeyRing, type KeyRing } from '../keys/key-ring.ts'
import { generated } from '../keys/own-keys.ts'
import { demoSigningKey, type SigningKey } from '../keys/signing-keys.ts'
import { createTokenProvider, type Issuance, type TokenResponse } from '../provider/provider.ts'
import type { ActingScenario, Turn } from '../scenarios/active-scenarios.ts'
import type { Act } from '../scenarios/scenario.ts'
import { grantOf } from '../tokens/access-token.ts'
import type { FactSources } from '../verdict/fact-sources.ts'
import { gather, namedClient } from '../verdict/facts.ts'
import { createNonces, type Nonces } from '../verdict/nonces.ts'
import { createReplayMemory, type ReplayMemory } from '../verdict/replay-memory.ts'
import type { TokenRequest } from '../verdict/token-request.ts'
import { toVerdict, type Verdict } from '../verdict/verdict.ts'

export interface StsOptions {
  readonly name: StsName
  /** Issuer while no request says otherwise. */
  readonly issuer: string
  readonly profile: ProfileName
  /** Changes to the profile's severities, the narrower ones later. */
  readonly severity: readonly (Readonly<Record<string, Severity>> | undefined)[]
  readonly clock: Clock
  readonly randomBytes: (size: number) => Buffer
  /** Default: the committed demo key. */
  readonly signingKey?: Promise<SigningKey> | undefined
  /** The keys of an STS before this one. Default: `signingKey` alone. */
  readonly keys?: KeyRing | undefined
  /** What an STS before this one remembered. Default: nothing. */
  readonly memory?: StsMemory
}

/** What outlives a change of the configuration. */
export interface StsMemory {
  readonly nonces: Nonces
  /** One for all clients of the STS. */
  readonly assertionReplay: ReplayMemory
  readonly proofReplay: ReplayMemory
}

export interface Sts {
  readonly name: StsName
  readonly profile: ProfileName
  readonly registry: Registry
  readonly keys: KeyRing
  readonly memory: StsMemory
  /** Judges a token request that reached the STS under `address`, and answers it, as far as a scenario lets it. */
  answer(request: TokenRequest, address: StsAddress, more?: AnswerOptions): Promise<StsAnswer>
  /** The client that a request names, registered or not. */
  namedClient(request: TokenRequest): string | undefined
  /** A fresh nonce. */
  issueNonce(): string
}

export interface AnswerOptions {
  /** The turn of a scenario that the request takes, if it counts. */
  readonly turn?: Turn | undefined
  /** Keys that the token is signed with. Default: the STS's own. */
  readonly signingKeys?: KeyRing | undefined
}

/** The name under which a request reached an STS. */
export interface StsAddress {
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly otherIssuers: readonly string[]
}

export interface StsAnswer {
  readonly facts: Facts
  readonly verdict: Verdict
  readonly token?: TokenResponse
  readonly error?: { readonly error: OAuthErrorCode; readonly description?: string }
  /** Given with `use_dpop_nonce`, with nothing else. */
  readonly nonce?: string
  /** The scenario that acts on it. */
  readonly acting?: ActingScenario | undefined
}

/** What is seen in the token acts when there is one: a nonce challenge before it does not count. */
const seenInToken: ReadonlySet<Act['at']> = new Set<Act['at']>(['access token', 'token body', 'keys'])

export function createSts(options: StsOptions): Sts {
  const { name, clock, randomBytes, profile } = options
  const registry = createRegistry()
  const { signingKey = Promise.resolve(demoSigningKey(name)) } = options
  const { keys = createKeyRing(signingKey, () => generated(name, clock.now())) } = options
  const { memory = createMemory(clock, randomBytes(32)) } = options
  const { nonces } = memory
  const sources: FactSources = { clock, registry, ...memory }
  const provider = createTokenProvider(options.issuer, registry)
  const ownSeverities = severitiesOf(profile, ...options.severity)

  const severitiesFor = (clientId: string | undefined): Severities => {
    const registration = clientId === undefined ? undefined : registry.client(clientId)?.registration
    if (registration?.profile === undefined && registration?.severity === undefined) return ownSeverities
    return severitiesOf(registration.profile ?? profile, ...options.severity, registration.severity)
  }

  return {
    name,
    profile,
    registry,
    keys,
    memory,
    namedClient: (request) => namedClient(request, registry),
    issueNonce: nonces.issue,
    // No await lies between finding a turn and taking it, so no two requests take the same one.
    async answer(request, address, { turn, signingKeys = keys } = {}) {
      const waits = turn !== undefined && seenInToken.has(turn.at)
      const early = waits ? undefined : turn?.take()
      const changed = changedSources(sources, early)
      const { registry: known, clock: time } = changed
      const facts = gather(request, { name, ...address }, changed)
      const judgement = issuable(judge(facts, rules, severitiesFor(facts.client?.clientId)), facts)
      const { answer } = judgement
      remember(facts, answer?.rule, sources)
      const verdict = toVerdict(judgement)
      const client = facts.client && known.client(facts.client.clientId)
      if (answer !== undefined || client === undefined) {
        const error = answer ?? { error: 'invalid_client' as const }
        return {
          facts,
          verdict,
          error,
          acting: early,
          ...(error.error === 'use_dpop_nonce' && { nonce: nonces.issue() }),
        }
      }
      const acting = waits ? turn.take() : early
      const grant = grantOf(facts, client, registry.api)
      const jti = randomBytes(16).toString('hex').toUpperCase()
      const token = await provider.issue({
        grant,
        signingKey: await signingKeys.active(),
        now: Math.floor(time.now() / 1000),
        jti,
        change: tokenChange(acting),
      })
      return { facts, verdict, token, acting }
    },
  }
}

/**
 * However mild the severities are: without a client, or without an API to issue for, there is no token. The first broken rule
 * that is about what is missing then answers.
 */
function issuable(judgement: Judgement, facts: Facts): Judgement {
  if (!judgement.accepted || (facts.client !== undefined && facts.scopes?.audiences.length !== 0)) return judgement
  const about: readonly (string | undefined)[] =
    facts.client === undefined ? ['form', 'credentials', 'client'] : ['resource', 'grant']
  const cause = judgement.results.find(
    ({ outcome, rule }) => outcome === 'broken' && about.includes(stepOf.get(rule.id)),
  )
  return cause === undefined ? judgement : { ...judgement, accepted: false, answer: answerOf(cause.rule, facts) }
}

/** The sources as a scenario about the client or the clock has them. */
function changedSources(sources: FactSources, acting: ActingScenario | undefined): FactSources {
  const { clock, registry } = sources
  const { act } = acting?.scenario ?? {}
  if (act?.at === 'clock') {
    const off = act.seconds(acting?.parameters ?? {}) * 1000
    return { ...sources, clock: { now: () => clock.now() + off, incoming: () => clock.incoming() + off } }
  }
  if (act?.at !== 'client') return sources
  const client = (clientId: string) => {
    const known = registry.client(clientId)
    return known && toClient(act.change(known.registration, clock.now() / 1000))
  }
  return { ...sources, registry: { ...registry, client } }
}

function tokenChange(acting: ActingScenario | undefined): Issuance['change'] {
  const { act } = acting?.scenario ?? {}
  return act?.at === 'access token' ? (draft) => act.change(draft, acting?.parameters ?? {}) : undefined
}

function createMemory(clock: Clock, secret: Buffer): StsMemory {
  return {
    nonces: createNonces(clock, secret),
    assertionReplay: createReplayMemory(),
    proofReplay: createReplayMemory(),
  }
}

/**
 * Burns the `jti` of an assertion that has passed every check of its own, and of a proof that was found good, whatever
 * is wrong further on (cases.md, numbers). No await lies between gathering and this, so no two requests slip past it.
 */
function remember(facts: Facts, rejectedBy: string | undefined, sources: FactSources): void {
  const { assertion, proof, now, aged } = facts
  const rejectedAt =
    rejectedBy === undefined ? Number.POSITIVE_INFINITY : stepOrder.indexOf(stepOf.get(rejectedBy) ?? 'form')
  const { jti, exp } = assertion?.claims ?? {}
  if (rejectedAt > stepOrder.indexOf('client') && typeof jti === 'string' && facts.credential.kind === 'assertion')
    sources.assertionReplay.remember(jti, aged, aged + ((Number(exp) || now) - now) + limits.assertionJtiMargin)
  const proofJti = proof.claims?.jti
  if (rejectedAt > stepOrder.indexOf('proof') && typeof proofJti === 'string')
    sources.proofReplay.remember(proofJti, aged, aged + limits.proofJtiMemory)
}
