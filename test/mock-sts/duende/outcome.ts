/** What came of a token request: its error with the description, or the rules that warned. */
import type { Recipe } from 'helseid-contract/rules'
import { type Setting, send } from '../endpoints/case-harness.ts'

/** `200` and the rules that warned in their order, or the error. */
export async function outcomeOf(recipe: Recipe, setting?: Setting): Promise<string> {
  const { answer, verdict } = await send(recipe, setting)
  const { error, error_description: description } = JSON.parse(answer.body)
  if (answer.status !== 200) return description === undefined ? error : `${error}: ${description}`
  const warned = verdict.rules.filter(({ outcome, severity }) => outcome === 'broken' && severity === 'warn')
  return ['200', ...warned.map(({ id }) => id)].join(' ')
}

/** The space-separated scopes of the token. */
export async function scopeOf(recipe: Recipe): Promise<string> {
  const { answer } = await send(recipe)
  return JSON.parse(answer.body).scope
}
