/** A verdict as text for a terminal: the answer, each broken rule with its fix, and a count of the other rules. */
import { errorStatus } from 'helseid-contract'
import { legendFor } from 'helseid-contract/rules'
import { brokenRules, type Verdict, type VerdictRule } from './verdict.ts'

export function verdictText(verdict: Verdict): string {
  const broken = brokenRules(verdict)
  const count = (outcome: VerdictRule['outcome']) => verdict.rules.filter((rule) => rule.outcome === outcome).length
  return [
    headline(verdict, broken.length),
    ...broken.flatMap((rule) => ['', ...paragraph(rule)]),
    '',
    `${count('passed')} rules passed, ${broken.length} broken, ${count('not evaluated')} not evaluated.`,
    ...legend(broken),
  ].join('\n')
}

function headline({ answer }: Verdict, broken: number): string {
  if (answer === undefined) return broken === 0 ? 'ACCEPTED' : 'ACCEPTED, with warnings'
  const description = answer.description === undefined ? '' : ` "${answer.description}"`
  return `REFUSED: ${errorStatus} ${answer.error}${description}, decided by ${answer.rule}`
}

function paragraph({ id, severity, requires, at, expected, seen, fix, source, status }: VerdictRule): string[] {
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
function legend(broken: readonly VerdictRule[]): string[] {
  const lines = legendFor(broken.map(({ source }) => source.reference))
  return lines.length === 0 ? [] : ['', 'Sources', ...lines.map((line) => `    ${line}`)]
}
