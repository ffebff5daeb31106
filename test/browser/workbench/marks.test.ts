/** A mark on the member that a request gets wrong, in ten examples; long/marks.test.ts has all. */
import { expect, it } from 'vitest'
import { expectOneMark, failingExamples } from './marks.ts'
import { open, startTwin, useBrowser } from './workbench.ts'

useBrowser()

it('ten failing examples have exactly one mark each, on the member that the verdict names', async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/requests/none`)
  const step = Math.floor(failingExamples.length / 10)
  const ten = failingExamples.filter((_, index) => index % step === 0).slice(0, 10)
  expect(ten.length).toBe(10)
  for (const example of ten) await expectOneMark(page, example)
})
