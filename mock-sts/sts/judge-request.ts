/** Judges a token request by every rule, and marks the `jti` of its assertion and proof as used. */
import { limits, type OAuthErrorCode } from 'helseid-contract'
import {
  answerOf,
  type EndpointAnswerCode,
  endpointRules,
  type Facts,
  type JudgedEndpoint,
  type Judgement,
  type JudgingStep,
  judge,
  notEvaluated,
  type RuleResult,
  rules,
  type Severities,
  stepOf,
  stepOrder,
} from 'helseid-contract/rules'
import type { Once } from '../store/once.ts'
import type { StsMemory } from './memory.ts'

export interface Judged<Code extends string = OAuthErrorCode> {
  /** The facts, including whether a `jti` was used before. */
  readonly facts: Facts
  readonly judgement: Judgement<Code>
}

/** A JWT that may be used only once. */
interface SingleUse {
  /** The rule that needs the lookup. It is the last rule of its step. */
  readonly rule: string
  readonly step: JudgingStep
  readonly once: (memory: StsMemory) => Once
  /** The `jti`, and until when it is remembered, in epoch seconds; undefined if there is no `jti`. */
  readonly use: (facts: Facts) => { readonly jti: string; readonly until: number } | undefined
  /** The facts with the time of the first use, in epoch seconds. */
  readonly seen: (facts: Facts, at: number) => Facts
}

/** In the order of their steps: if an assertion is refused as reused, the proof stays unused. */
const singleUses: readonly SingleUse[] = [
  {
    rule: 'jti-once',
    step: 'client',
    once: ({ usedAssertions }) => usedAssertions,
    use({ assertion, credential, now, twinNow }) {
      const { jti, exp } = assertion?.claims ?? {}
      if (typeof jti !== 'string' || credential.kind !== 'assertion') return undefined
      return { jti, until: twinNow + ((Number(exp) || now) - now) + limits.assertionJtiMargin }
    },
    seen: (facts, jtiSeenAt) => (facts.assertion ? { ...facts, assertion: { ...facts.assertion, jtiSeenAt } } : facts),
  },
  {
    rule: 'proof-once',
    step: 'proof',
    once: ({ usedProofs }) => usedProofs,
    use({ proof, twinNow }) {
      const jti = proof.claims?.jti
      return typeof jti === 'string' ? { jti, until: twinNow + limits.proofJtiMemory } : undefined
    },
    seen: (facts, jtiSeenAt) => ({ ...facts, proof: { ...facts.proof, jtiSeenAt } }),
  },
]

/**
 * A `jti` counts as used when every other rule of its step has passed, even if a later rule refuses the request (cases.md, A82,
 * C61, C62). The use is one atomic call, so exactly one of several concurrent requests is the first.
 */
export async function judgeRequest(gathered: Facts, severities: Severities, memory: StsMemory): Promise<Judged> {
  return judgeOnce(gathered, (facts) => judgeIssuable(facts, severities), singleUses, memory)
}

/** Judges a request to revocation or introspection. The assertion is used as at the token endpoint; a proof is not looked at. */
export async function judgeEndpointRequest(
  endpoint: JudgedEndpoint,
  gathered: Facts,
  severities: Severities,
  memory: StsMemory,
): Promise<Judged<EndpointAnswerCode>> {
  const judgeAll = (facts: Facts) => judge(facts, endpointRules[endpoint], severities)
  return judgeOnce(gathered, judgeAll, singleUses.slice(0, 1), memory)
}

async function judgeOnce<Code extends string>(
  gathered: Facts,
  judgeAll: (facts: Facts) => Judgement<Code>,
  uses: readonly SingleUse[],
  memory: StsMemory,
): Promise<Judged<Code>> {
  let facts = gathered
  let judgement = judgeAll(facts)
  const notLookedUp = new Set<string>()
  for (const { rule, step, once, use, seen } of uses) {
    const pendingUse = hasPassed(judgement, step) ? use(facts) : undefined
    if (pendingUse === undefined) {
      notLookedUp.add(rule)
      continue
    }
    const result = await once(memory).use(pendingUse.jti, { until: pendingUse.until * 1000 })
    if (result.used) continue
    facts = seen(facts, result.firstUsedAt / 1000)
    judgement = judgeAll(facts)
  }
  if (notLookedUp.size === 0) return { facts, judgement }
  const results = judgement.results.map((result) => (notLookedUp.has(result.rule.id) ? withoutLookup(result) : result))
  return { facts, judgement: { ...judgement, results } }
}

function hasPassed({ answer }: Pick<Judgement<string>, 'answer'>, step: JudgingStep): boolean {
  const decidedIn = answer && stepOf.get(answer.rule)
  return decidedIn === undefined || stepOrder.indexOf(decidedIn) > stepOrder.indexOf(step)
}

function withoutLookup<Code extends string>(result: RuleResult<Code>): RuleResult<Code> {
  const { rule, severity, outcome } = result
  if (outcome !== 'passed') return result
  return { rule, severity, ...notEvaluated('the request was refused before its `jti` was looked up') }
}

/**
 * However lenient the severities, a token needs a client and an API. If either is missing, the first broken rule about it decides
 * the answer.
 */
export function judgeIssuable(facts: Facts, severities: Severities): Judgement {
  const judgement = judge(facts, rules, severities)
  if (!judgement.accepted || (facts.client !== undefined && facts.scopes?.audiences.length !== 0)) return judgement
  const about: readonly (string | undefined)[] =
    facts.client === undefined ? ['form', 'credentials', 'client'] : ['resource', 'grant']
  const cause = judgement.results.find(
    ({ outcome, rule }) => outcome === 'broken' && about.includes(stepOf.get(rule.id)),
  )
  return cause === undefined ? judgement : { ...judgement, accepted: false, answer: answerOf(cause.rule, facts) }
}
