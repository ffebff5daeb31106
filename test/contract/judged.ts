/** The verdict on a recipe's request in the profile `next`; each recipe is sent once. */
import type { Recipe } from 'helseid-contract/rules'
import type { Verdict } from 'helseid-mock'
import { send } from '../mock-sts/endpoints/case-harness.ts'

const verdicts = new Map<string, Promise<Verdict>>()

export function judged(recipe: Recipe): Promise<Verdict> {
  const key = JSON.stringify(recipe)
  const known = verdicts.get(key) ?? send(recipe, { profile: 'next' }).then(({ verdict }) => verdict)
  verdicts.set(key, known)
  return known
}

export function ruleIn({ rules }: Verdict, id: string) {
  return rules.find((rule) => rule.id === id)
}
