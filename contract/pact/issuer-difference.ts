/** Whether the metadata name the issuer that was asked: a client compares them, and a pact cannot, as it knows no issuer. */
import { endpoints } from '../endpoints.ts'
import type { PactInteraction } from './pacts.ts'
import { parsedMembers } from './parsed-members.ts'
import type { Answer, Difference } from './response-differences.ts'

export function issuerDifference({ request }: PactInteraction, { body }: Answer, issuer: string): Difference[] {
  const { issuer: seen } = parsedMembers(body)
  if (request.path !== endpoints.discovery || typeof seen !== 'string' || seen === issuer) return []
  return [{ at: '$.issuer', expected: JSON.stringify(issuer), seen: JSON.stringify(seen) }]
}
