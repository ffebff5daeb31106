/** The check of a configuration with many clients: its work grows with their number, not with its square. */
import { expect, it } from 'vitest'
import { configProblems } from '../../../mock-sts/config/problems.ts'

it('reads the id of each client a few times, however many clients a configuration has', () => {
  let reads = 0
  const count = 1000
  const clients = Array.from({ length: count }, (_, index) => ({
    get clientId() {
      reads += 1
      return `client-${index}`
    },
    scopes: ['nhn:api/read'],
    jwks: { keys: [] },
  }))
  configProblems({ clients })
  expect(reads).toBeGreaterThan(count)
  expect(reads).toBeLessThan(30 * count)
})
