/** The example of docs/pact.md, run: an API that keeps the pact of its consumer, and one that does not. */
import { expect, it } from 'vitest'
import { verifyApi } from './verify-api.ts'

it('the API keeps the pact', async () => {
  const { interactionResults } = JSON.parse(await verifyApi())
  expect(interactionResults.map(({ result }: { result: string }) => result)).toEqual(Array(9).fill('OK'))
})

it('an API that lets tokens live on does not', async () => {
  await expect(verifyApi({ clockTolerance: 3600 })).rejects.toThrow(/a request with a token that has expired/)
})
