/** The scrubber, which reads every report, leaves the twin's own texts as they are. */
import { rules } from 'helseid-contract/rules'
import { expect, it } from 'vitest'
import { advice, adviceText, type Guard } from '../../mock-sts/checks/api/advice.ts'
import { allRows } from '../../mock-sts/checks/api/all-rows.ts'
import { fixOfControl } from '../../mock-sts/checks/api/control-fix.ts'
import { refusalFix } from '../../mock-sts/checks/client/refusal-fixes.ts'
import { bearerTrials, requirements, trials } from '../../mock-sts/checks/client/trials.ts'
import { scrubber } from '../../mock-sts/http/secrets.ts'
import { scenarios } from '../../mock-sts/scenarios/index.ts'
import rows from '../contract/case-rows.json' with { type: 'json' }

/** The texts in plain data; functions and examples of requests are none. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => (name === 'examples' ? [] : [name, ...textsIn(member)]))
}

it('no text of a row, advice, trial, requirement, rule, scenario or case looks like a secret to the scrubber', () => {
  const guards = Object.keys(advice) as Guard[]
  const refused = [200, 302, 401, 403, 404, 405, 415, 500].flatMap((status) =>
    ['D33', 'D34'].map((id) => fixOfControl(status, id)),
  )
  const codes = ['no-token', 'proof-missing', 'proof-htu', 'anything-else'].map(refusalFix)
  const texts = textsIn([
    ...[allRows, advice, guards.map(adviceText), refused, codes],
    ...[trials, bearerTrials, requirements, rules, scenarios, rows],
  ])
  expect(texts.length).toBeGreaterThan(1000)
  expect(texts.filter((text) => scrubber.text(text) !== text)).toEqual([])
})
