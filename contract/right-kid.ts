/** Determines the `kid` that an assertion should have. */
import type { AssertionFacts, ClientFacts } from './facts.ts'

/** The `kid` of the signing key or, if it is unknown, of the client's only key; undefined if it has several. */
export function rightKid(assertion: AssertionFacts | undefined, client: ClientFacts | undefined): string | undefined {
  if (assertion?.verifiedBy !== undefined) return assertion.verifiedBy.kid
  const [key, ...others] = client?.keys ?? []
  return others.length === 0 ? key?.kid : undefined
}
