/** The verdict of each rule on its failing examples, as the twin gives it. */
import { type Rule, rules } from 'helseid-contract/rules'
import { send } from '../../test/mock-sts/endpoints/case-harness.ts'
import type { Group } from './group.ts'

export async function verdictTexts(): Promise<Group> {
  const lines: string[] = []
  for (const rule of rules) lines.push(...(await textsOf(rule)))
  return { title: 'Verdicts', lines }
}

async function textsOf({ id, requires, examples: { failing } }: Rule): Promise<string[]> {
  const findings: string[] = []
  for (const recipe of failing) {
    const { verdict, answer } = await send(recipe, { severity: { [id]: 'reject' } })
    const { expected, seen, fix } = verdict.rules.find((rule) => rule.id === id) ?? {}
    findings.push(`  expected: ${expected}\n  seen:     ${seen}\n  fix:      ${fix}\n  answer:   ${answer.body.trim()}`)
  }
  return [`${id}: ${requires}`, ...new Set(findings)]
}
