/** The token travels in the Authorization header alone. */

import { credentialsOf, requestsTo, type SeenRequest } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const tokenOnlyInHeader: Requirement = {
  id: 'token-only-in-header',
  requires: 'It sends its token in the Authorization header, and nowhere else',
  source: 'security profile SK7; RFC 9449 7.1',
  level: 'must',
  judge(seen) {
    const calls = requestsTo(seen, 'api')
    if (calls.length === 0) return notReached('It did not call the API.')
    const [where] = calls.flatMap(elsewhere)
    if (where === undefined) return met
    return broken({
      expected: 'the token in the Authorization header alone',
      seen: `the token in ${where}`,
      fix: 'Addresses and other fields end up in logs: send the token in the Authorization header',
    })
  },
}

/** Where else a request has a token. */
function elsewhere(call: SeenRequest): string[] {
  const { token } = credentialsOf(call) ?? {}
  const { searchParams } = new URL(call.url)
  const parameters = [...searchParams].filter(([name, value]) => name === 'access_token' || value === token)
  const fields = call.headers.filter(
    ([name, value]) => token !== undefined && name.toLowerCase() !== 'authorization' && value.includes(token),
  )
  return [
    ...parameters.map(([name]) => `the parameter ${name} of the address`),
    ...fields.map(([name]) => `the header ${name}`),
  ]
}
