/** The members of a JSON response; empty if the body is not a JSON object. */
export function parsedMembers(body: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(body))
  } catch {
    // A body that is not JSON is reported by the comparison with the contract.
    return {}
  }
}
