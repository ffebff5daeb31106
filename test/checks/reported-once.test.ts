/** A row that only repeats a deviation says that it was skipped, and because of which row. */
import { expect, it } from 'vitest'
import type { CheckResult } from '../../mock-sts/checks/result.ts'
import { createReportedOnce } from '../../mock-sts/checks/sts/reported-once.ts'

const row = (id: string, where: string) =>
  ({ id, outcome: 'failed', findings: [{ where, expected: 'no-cache', seen: 'nothing' }] }) as unknown as CheckResult

it('says that a row was skipped, and names the row and the field', () => {
  const once = createReportedOnce()
  once.add(row('B21', 'header Pragma'))
  expect(once.reduce(row('A05', 'the challenge: header Pragma'))).toMatchObject({
    outcome: 'not reached',
    because: 'Skipped: it would only repeat what B21 reports (header Pragma).',
  })
})
