/** A verdict as text for a terminal: the answer, each broken rule with its fix, and a count of the other rules. */
import { inspect } from 'node:util'
import { errorStatus } from 'helseid-contract'
import { legendFor } from 'helseid-contract/rules'
import { brokenRules, type Verdict, type VerdictRule } from './verdict.ts'

/** A verdict, or one that is not about a token request. */
export interface PrintedVerdict {
  readonly answer?: {
    readonly status?: number
    readonly error: string
    readonly description?: string
    readonly rule: string
  }
  readonly rules: readonly PrintedRule[]
}

/**
 * The verdict, which `console.log` and `util.inspect` print as text. Not for `expect` and JSON: the added member is not enumerable.
 */
export function inspectable(verdict: Verdict): Verdict {
  return Object.defineProperty({ ...verdict }, inspect.custom, { value: () => verdictText(verdict) })
}

type PrintedRule = Omit<VerdictRule, 'at'> & { readonly at: string }

/** A response that a scenario gave instead of the one of the verdict. */
export interface ScenarioResponse {
  readonly scenario: string
  /** 0 if the connection was broken instead. */
  readonly status: number
  readonly error?: string
}

/** The verdict on a request that a scenario answered: first what the client got, then what it would have got without the scenario. */
export function textWithScenario(verdict: PrintedVerdict, { scenario, status, error }: ScenarioResponse): string {
  const got = status === 0 ? 'no response' : [status, error].filter(Boolean).join(' ')
  return `REFUSED: ${got}, decided by scenario ${scenario}\n\nWithout the scenario: ${verdictText(verdict)}`
}

/** `good` is the headline of a verdict without an answer. */
export function verdictText(verdict: PrintedVerdict, good = 'ACCEPTED'): string {
  const broken = brokenRules(verdict)
  const count = (outcome: VerdictRule['outcome']) => verdict.rules.filter((rule) => rule.outcome === outcome).length
  const warnings = broken.filter(({ severity }) => severity === 'warn').length
  const warned = warnings === 0 ? '' : `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, `
  return [
    headline(verdict, broken.length, good),
    ...broken.flatMap((rule) => ['', ...paragraph(rule)]),
    '',
    `${count('passed')} rules passed, ${broken.length - warnings} broken, ${warned}${count('not evaluated')} not evaluated.`,
    ...legend(broken),
  ].join('\n')
}

function headline({ answer }: PrintedVerdict, broken: number, good: string): string {
  if (answer === undefined) return broken === 0 ? good : `${good}, with warnings`
  if (answer.error === 'inactive') return `INACTIVE: 200 {"active":false}, decided by ${answer.rule}`
  // A status alone stands for a response without a body.
  if (/^\d+$/.test(answer.error)) return `REFUSED: ${answer.error} without a body, decided by ${answer.rule}`
  const description = answer.description === undefined ? '' : ` "${answer.description}"`
  return `REFUSED: ${answer.status ?? errorStatus} ${answer.error}${description}, decided by ${answer.rule}`
}

function paragraph({ id, severity, requires, at, expected, seen, fix, source, status }: PrintedRule): string[] {
  const mark = severity === 'reject' ? '✗' : '!'
  return [
    `${mark} ${id} (${severity === 'reject' ? 'refused' : 'warning'}): ${requires}`,
    `    at        ${at}`,
    `    expected  ${expected}`,
    `    seen      ${seen}`,
    `    fix       ${fix}`,
    `    source    ${source.reference} (${status})`,
    ...(source.url === undefined ? [] : [`    link      ${source.url}`]),
  ]
}

/** Explains the abbreviations of the sources. */
function legend(broken: readonly PrintedRule[]): string[] {
  const lines = legendFor(broken.map(({ source }) => source.reference))
  return lines.length === 0 ? [] : ['', 'Sources', ...lines.map((line) => `    ${line}`)]
}
