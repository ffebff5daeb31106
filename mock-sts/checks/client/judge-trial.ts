/** Judges a trial: the rules for each token request, the API's refusals, the trial's requirements, and how the client ended. */
import { brokenRules } from '../../verdict/verdict.ts'
import type { Finding } from '../result.ts'
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
}

/** The rules behind HelseID's nonce challenge; no client can know the nonce beforehand. */
const challenging = new Set(['nonce-present', 'nonce-valid'])

export function judgeTrial(trial: Trial, seen: Observation): readonly Verdict[] {
  const found = [...ruleVerdicts(trial, seen), ...apiVerdicts(trial, seen), ...requirementVerdicts(trial, seen)]
  return [...found, endVerdict(trial, seen, found)]
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
    source: [source.reference, source.url, `(${status})`].filter(Boolean).join(' '),
    outcome: severity === 'reject' ? 'failed' : 'warned',
    finding: { where: trial.name, expected, seen: what, fix },
  }))
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

function requirementVerdicts({ looksAt, name }: Trial, seen: Observation): Verdict[] {
  return looksAt.map(({ id, requires, source, level, judge }) => {
    const judged = judge(seen)
    const common = { id, group: 'behaviour', requires, source } as const
    if (judged.outcome === 'met') return { ...common, outcome: 'passed' }
    if (judged.outcome === 'not reached') return { ...common, outcome: 'not reached', because: judged.because }
    const { outcome: _outcome, ...finding } = judged
    return { ...common, outcome: level === 'must' ? 'failed' : 'warned', finding: { where: name, ...finding } }
  })
}

function endVerdict(trial: Trial, seen: Observation, found: readonly Verdict[]): Verdict {
  const { name: id, requires, source } = trial
  const common = { id, group: trial.uses.length === 0 ? 'behaviour' : 'scenarios', requires, source } as const
  const problem = endProblem(trial, seen)
  if (problem === undefined) return { ...common, outcome: 'passed' }
  if (problem === 'unknown')
    return {
      ...common,
      outcome: 'not reached',
      because: 'How the client ended is not visible, because it was started separately.',
    }
  const reasons = found.filter(({ outcome }) => outcome === 'failed').map((verdict) => verdict.id)
  if (reasons.length > 0)
    return { ...common, outcome: 'not reached', because: `Other failures prevented it: ${reasons.join(', ')}.` }
  return { ...common, outcome: 'failed', finding: { where: id, ...problem } }
}
