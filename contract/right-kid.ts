/** Finds the `kid` that an assertion should have. */
import type { AssertionFacts, ClientFacts } from './facts.ts'

/** That of the key that signed, or of the client's only key; undefined where neither is known. */
export function rightKid(assertion: AssertionFacts | undefined, client: ClientFacts | undefined): string | undefined {
  if (assertion?.verifiedBy !== undefined) return assertion.verifiedBy.kid
  const [key, ...others] = client?.keys ?? []
  return others.length === 0 ? key?.kid : undefined
}
