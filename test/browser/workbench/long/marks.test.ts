/** A mark on the member that a request gets wrong: every failing example of every rule. */
import { expect, it } from 'vitest'
import { expectOneMark, failingExamples } from '../marks.ts'
import { open, startTwin, useBrowser } from '../workbench.ts'

useBrowser()

it('every failing example of every rule has exactly one mark, on the member that the verdict names', {
  timeout: 600_000,
}, async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/requests/none`)
  expect(failingExamples.length).toBeGreaterThan(100)
  const problems: unknown[] = []
  for (const example of failingExamples)
    await expectOneMark(page, example).catch((error: Error) => problems.push(error.message))
  expect(problems).toEqual([])
})
