/** Judges a trial: the rules for each token request, the API's refusals, the trial's requirements, and how the client ended. */
import type { Tenancy } from 'helseid-contract/rules'
import { brokenRules } from '../../verdict/verdict.ts'
import type { Finding } from '../result.ts'
import { unmet } from './binding.ts'
import { endProblem } from './judge-end.ts'
import { type Observation, requestsTo } from './observation.ts'
import { refusalFix } from './refusal-fixes.ts'
import type { Trial } from './trial.ts'

/** The result of one trial for one requirement. */
export interface Verdict {
  readonly id: string
  readonly group: 'behaviour' | 'rules' | 'API requests' | 'scenarios'
  readonly requires: string
  readonly source: string
  readonly outcome: 'passed' | 'failed' | 'warned' | 'not reached'
  readonly finding?: Finding
  readonly because?: string
  /** False if it was not reached, and a sound client or the given options may be the reason. */
  readonly required?: false
}

/** The rules behind HelseID's nonce challenge; no client can know the nonce beforehand. */
const challenging = new Set(['nonce-present', 'nonce-valid'])

export function judgeTrial(trial: Trial, seen: Observation, tenancy: Tenancy): readonly Verdict[] {
  const found = [
    ...ruleVerdicts(trial, seen),
    ...apiVerdicts(trial, seen),
    ...requirementVerdicts(trial, seen, tenancy),
  ]
  return [...found, endVerdict(trial, seen, { found, tenancy })]
}

function ruleVerdicts(trial: Trial, seen: Observation): Verdict[] {
  if (!trial.judges.tokenRequests) return []
  const broken = requestsTo(seen, 'token')
    .flatMap(({ verdict }) => (verdict === undefined ? [] : brokenRules(verdict)))
    .filter(({ id }) => !challenging.has(id))
  const once = [...new Map(broken.map((rule) => [rule.id, rule])).values()]
  return once.map(({ id, requires, severity, source, status, expected = '', seen: what = '', fix = '' }) => ({
    id,
    group: 'rules',
    requires,
    source: source.reference + evidenceText(status, source.reference),
    outcome: severity === 'reject' ? 'failed' : 'warned',
    finding: { where: trial.name, expected, seen: what, fix },
  }))
}

/** How sure it is that HelseID requires it, unless it is confirmed or the source says so itself. */
function evidenceText(status: string, reference: string): string {
  if (status === 'confirmed' || reference.includes('unknown')) return ''
  return status === 'unknown' ? '; whether HelseID requires it is unknown' : `; that HelseID requires it is ${status}`
}

function apiVerdicts(trial: Trial, { refusals }: Observation): Verdict[] {
  if (!trial.judges.apiRequests) return []
  // A wrong scheme has its own requirement, bound-token-under-dpop.
  const reported = refusals.filter(({ code }) => code !== 'wrong-scheme')
  const once = [...new Map(reported.map((refusal) => [refusal.code, refusal])).values()]
  return once.map(({ code, message }) => ({
    id: `api-${code}`,
    group: 'API requests',
    requires: 'Requests to the API carry a token and a proof that the API accepts',
    source: 'RFC 9449 4.3, 7.1; UP:validering_av_access_token',
    outcome: 'failed',
    finding: { where: trial.name, seen: message, fix: refusalFix(code) },
  }))
}

function requirementVerdicts({ looksAt, name }: Trial, seen: Observation, tenancy: Tenancy): Verdict[] {
  return looksAt.map((requirement) => {
    const { id, requires, source } = requirement
    const judged = requirement.judge(seen)
    const common = { id, group: 'behaviour', requires, source } as const
    if (judged.outcome === 'met') return { ...common, outcome: 'passed' }
    if (judged.outcome === 'not reached') return { ...common, ...judged }
    const { outcome: _outcome, ...finding } = judged
    return { ...common, ...unmet(requirement, tenancy), finding: { where: name, ...finding } }
  })
}

function endVerdict(
  trial: Trial,
  seen: Observation,
  { found, tenancy }: { readonly found: readonly Verdict[]; readonly tenancy: Tenancy },
): Verdict {
  const { name: id, requires, source } = trial
  const common = { id, group: trial.uses.length === 0 ? 'behaviour' : 'scenarios', requires, source } as const
  const unseen = unseenReason(trial, seen)
  if (unseen !== undefined) return { ...common, outcome: 'not reached', ...unseen }
  const problem = endProblem(trial, seen)
  if (problem === undefined) return { ...common, outcome: 'passed' }
  if (problem === 'unknown')
    return {
      ...common,
      outcome: 'not reached',
      because: 'How the client ended is not visible, because it was started separately.',
      required: false,
    }
  const causes = causesIn(trial, found)
  if (causes.length > 0)
    return {
      ...common,
      outcome: 'not reached',
      because: `It ran, but says nothing yet: fix ${causes.join(', ')} first, after which another mistake can show.`,
    }
  const { mild, ...finding } = problem
  const outcome = mild ? ({ outcome: 'warned' } as const) : unmet(trial, tenancy)
  return { ...common, ...outcome, finding: { where: id, ...finding } }
}

/** The failures that can be the reason why the client did not end as it should. */
export function causesIn({ looksAt }: Trial, found: readonly Verdict[]): readonly string[] {
  const harmless = new Set(looksAt.filter(({ isHarmless }) => isHarmless).map(({ id }) => id))
  return found.filter(({ id, outcome }) => outcome === 'failed' && !harmless.has(id)).map(({ id }) => id)
}

/** Why the trial says nothing about the client: its scenario did not act on any request. Undefined if it did, or if there is none. */
function unseenReason(
  { uses, unseenBecause }: Trial,
  { requests }: Observation,
): Pick<Verdict, 'because' | 'required'> | undefined {
  if (uses.length === 0 || requests.some(({ scenario }) => scenario !== undefined)) return undefined
  if (unseenBecause !== undefined && requests.length > 0) return { because: unseenBecause, required: false }
  return { because: 'The client sent no request on which the scenario acts.' }
}
