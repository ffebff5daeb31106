/** What a trial says of each demand: of the rules that every token request is judged by, of the API's refusals, and of its own end. */
import { type Jwk, privateMembers } from 'helseid-contract/rules'
import { brokenRules } from '../../verdict.ts'
import type { Finding } from '../result.ts'
import { type Observation, requestsTo } from './observation.ts'
import type { Trial } from './trial.ts'

/** What one trial says of one demand. */
export interface Verdict {
  readonly id: string
  readonly group: 'behaviour' | 'rules' | 'API requests' | 'scenarios'
  readonly demands: string
  readonly source: string
  readonly outcome: 'passed' | 'failed' | 'warned' | 'not reached'
  readonly finding?: Finding
  readonly because?: string
}

/** These are how HelseID asks for its nonce: no client knows it before. */
const challenging = new Set(['nonce-present', 'nonce-valid'])

export function judgeTrial(trial: Trial, seen: Observation): readonly Verdict[] {
  const found = [...ruleVerdicts(trial, seen), ...apiVerdicts(trial, seen), ...demandVerdicts(trial, seen)]
  return [...found, endVerdict(trial, seen, found)]
}

function ruleVerdicts(trial: Trial, seen: Observation): Verdict[] {
  if (!trial.judges.tokenRequests) return []
  const broken = requestsTo(seen, 'token')
    .flatMap(({ verdict }) => (verdict === undefined ? [] : brokenRules(verdict)))
    .filter(({ id }) => !challenging.has(id))
  const once = [...new Map(broken.map((rule) => [rule.id, rule])).values()]
  return once.map(({ id, demands, severity, source, status, expected = '', seen: what = '', mend = '' }) => ({
    id,
    group: 'rules',
    demands,
    source: [source.cite, source.url, `(${status})`].filter(Boolean).join(' '),
    outcome: severity === 'reject' ? 'failed' : 'warned',
    finding: { where: trial.name, expected, seen: what, mend },
  }))
}

function apiVerdicts(trial: Trial, { refusals }: Observation): Verdict[] {
  if (!trial.judges.apiRequests) return []
  // Under another scheme the API cannot take a token at all: that is a demand of its own.
  const told = refusals.filter(({ code }) => code !== 'wrong-scheme')
  const once = [...new Map(told.map((refusal) => [refusal.code, refusal])).values()]
  return once.map(({ code, message }) => ({
    id: `api-${code}`,
    group: 'API requests',
    demands: 'Its requests to the API carry a token and a proof that the API takes',
    source: 'RFC 9449 4.3, 7.1; helseid.md 9',
    outcome: 'failed',
    finding: { where: trial.name, seen: message, mend: mendOf(code) },
  }))
}

function mendOf(code: string): string {
  const [about, member = ''] = code.split('-')
  if (code === 'proof-replayed') return 'Make a new proof, with a new jti, for every request'
  if (code === 'proof-htu') return 'htu is the address of the request without query and fragment'
  if (code === 'proof-ath') return 'ath is the SHA-256 of the access token in base64url'
  if (about === 'proof') return `Make a proof for this request: see ${member} in RFC 9449 4.2`
  return 'Send the token that HelseID has issued, as it is'
}

function demandVerdicts({ looksAt, name }: Trial, seen: Observation): Verdict[] {
  return looksAt.map(({ id, demands, source, level, judge }) => {
    const judged = judge(seen)
    const common = { id, group: 'behaviour', demands, source } as const
    if (judged.outcome === 'kept') return { ...common, outcome: 'passed' }
    if (judged.outcome === 'not reached') return { ...common, outcome: 'not reached', because: judged.because }
    const { outcome: _outcome, ...finding } = judged
    return { ...common, outcome: level === 'must' ? 'failed' : 'warned', finding: { where: name, ...finding } }
  })
}

function endVerdict(trial: Trial, seen: Observation, found: readonly Verdict[]): Verdict {
  const { name: id, demands, source } = trial
  const common = { id, group: trial.uses.length === 0 ? 'behaviour' : 'scenarios', demands, source } as const
  const wrong = howItEndedWrong(trial, seen)
  if (wrong === undefined) return { ...common, outcome: 'passed' }
  if (wrong === 'unknown') return { ...common, outcome: 'not reached', because: 'How it ended is not seen here.' }
  const reasons = found.filter(({ outcome }) => outcome === 'failed').map((verdict) => verdict.id)
  if (reasons.length > 0)
    return { ...common, outcome: 'not reached', because: `Something else was in the way: ${reasons.join(', ')}.` }
  return { ...common, outcome: 'failed', finding: { where: id, ...wrong } }
}

function howItEndedWrong({ expects }: Trial, seen: Observation): Omit<Finding, 'where'> | 'unknown' | undefined {
  const { ended, exitCode, settings, output } = seen
  const made = requestsTo(seen, 'api').filter(({ status }) => status < 300).length
  const said = output.trim() === '' ? '' : `; it said: ${lastLines(withoutKey(output, settings.jwk))}`
  if (ended === 'unknown') return expects === 'all calls' && made >= settings.calls ? undefined : 'unknown'
  if (ended !== 'by itself')
    return {
      expected: 'it ends by itself',
      seen: ended === 'time limit' ? `it was ended after ${Math.round(seen.seconds)} s${said}` : 'requests without end',
      mend: 'Give every request a limit of time, and every retry a limit of number',
    }
  if (expects === 'all calls' && (exitCode !== 0 || made < settings.calls))
    return {
      expected: `${settings.calls} calls answered with 2xx, and exit code 0`,
      seen: `${made} of ${settings.calls}, and ${exitText(exitCode)}${said}`,
      mend: 'Run the command by itself, with the variables that check client gives it',
    }
  if (expects === 'a failure reported' && exitCode === 0)
    return {
      expected: 'an exit code other than 0, for the call cannot succeed',
      seen: `exit code 0${said}`,
      mend: 'Let the failure reach whoever runs the client',
    }
  return undefined
}

function exitText(exitCode: number | undefined): string {
  return exitCode === undefined ? 'ended by a signal' : `exit code ${exitCode}`
}

/** A client may print its key; a report does not repeat it, nor the half of it that fits. */
function withoutKey(output: string, jwk: Jwk): string {
  const secrets = privateMembers(jwk).map((name) => String(jwk[name as keyof Jwk]))
  return secrets.reduce((text, secret) => text.replaceAll(secret, '[private]'), output)
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-3).join(' / ').slice(-300)
}
