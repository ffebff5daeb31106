/** The members of an answer; none where it is no JSON object. */
export function parsedMembers(body: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(body))
  } catch {
    // What is no JSON says so where it is compared with the contract.
    return {}
  }
}
