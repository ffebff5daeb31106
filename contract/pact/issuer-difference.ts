/** Compares the issuer in the metadata with the requested one, as a client does: a pact has no issuer to compare. */
import { endpoints } from '../endpoints.ts'
import type { PactInteraction } from './pacts.ts'
import { parsedMembers } from './parsed-members.ts'
import type { Answer, Difference } from './response-differences.ts'

export function issuerDifference({ request }: PactInteraction, { body }: Answer, issuer: string): Difference[] {
  const { issuer: seen } = parsedMembers(body)
  if (request.path !== endpoints.discovery || typeof seen !== 'string' || seen === issuer) return []
  return [{ at: '$.issuer', expected: JSON.stringify(issuer), seen: JSON.stringify(seen) }]
}
