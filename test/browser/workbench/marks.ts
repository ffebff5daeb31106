/** Shows the page of a request that a twin in this process judged, and reads its marks. */
import type { Recipe, Rule } from 'helseid-contract/rules'
import { rules } from 'helseid-contract/rules'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { send } from '../../mock-sts/endpoints/case-harness.ts'

export type Example = readonly [name: string, rule: Rule, recipe: Recipe]

/** Every failing example of every rule. */
export const failingExamples: readonly Example[] = rules.flatMap((rule) =>
  rule.examples.failing.map((recipe, index): Example => [`${rule.id} ${index + 1}`, rule, recipe]),
)

interface Judged {
  readonly id: string
  readonly flow: string
  readonly verdict: { readonly rules: readonly { id: string; at: string; outcome: string }[] }
}

/** The page has exactly one mark of the rule, on the member that the verdict names. `page` shows the workbench of any twin. */
export async function expectOneMark(page: Page, [name, rule, recipe]: Example): Promise<void> {
  const { context } = await send(recipe, { profile: 'next' })
  const read = async (path: string) => {
    const unsigned = { assertion: '', proof: '', headers: [], body: '' }
    const answer = await context.send({ method: 'GET', url: `http://localhost:8080/_mock${path}`, ...unsigned })
    return answer.text()
  }
  const { requests } = JSON.parse(await read('/requests')) as { requests: Judged[] }
  const { id, flow } = requests.at(-1) as Judged
  const request = await read(`/requests/${id}`)
  const { at, outcome } =
    (JSON.parse(request) as Judged).verdict.rules.find((one) => one.id === rule.id) ?? ({} as Record<string, undefined>)
  expect([name, outcome]).toEqual([name, 'broken'])
  const json = (body: string) => ({ contentType: 'application/json', body })
  await page.route(`**/_mock/requests/${id}`, (route) => route.fulfill(json(request)))
  const shownFlow = await read(`/flows/${flow}`)
  await page.route(`**/_mock/flows/${flow}`, (route) => route.fulfill(json(shownFlow)))
  await page.evaluate(
    `history.pushState(null, '', location.pathname.replace(/[^/]*$/, '${id}')); dispatchEvent(new PopStateEvent('popstate'))`,
  )
  await page.locator('.crumb').getByText(id).waitFor()
  await page.getByRole('region', { name: 'Raw request' }).waitFor()
  await page.getByRole('region', { name: 'Flow' }).locator('[aria-current=true]').waitFor()
  // The list of rules has the same numbers, as a legend.
  const marks = page.locator(`.mark[data-rule="${rule.id}"]:not(.rules .mark)`)
  const places = await marks.evaluateAll((found) =>
    found.map((mark) => mark.closest('[data-place]')?.getAttribute('data-place')),
  )
  expect([name, places]).toEqual([name, [placeOf(at ?? '')]])
}

/** Where a place outside of the members is marked. */
function placeOf(at: string): string {
  if (at === 'method' || at === 'url') return 'line'
  return at === 'form' ? 'body' : at
}
