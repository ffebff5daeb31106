/** The client sends the token in the Authorization header only. */

import { credentialsOf, requestsTo, type SeenRequest } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const tokenOnlyInHeader: Requirement = {
  id: 'token-only-in-header',
  requires: 'It sends its token in the Authorization header, and nowhere else',
  source: 'security profile SK7; RFC 9449 7.1',
  level: 'must',
  judge(seen) {
    const calls = requestsTo(seen, 'api')
    if (calls.length === 0) return notReached('The client did not call the API.')
    const [where] = calls.flatMap(elsewhere)
    if (where === undefined) return met
    return broken({
      expected: 'the token in the Authorization header only',
      seen: `the token in ${where}`,
      fix: 'Send the token in the Authorization header only: URLs and other headers end up in logs',
    })
  },
}

/** The places outside the Authorization header that contain the token. */
function elsewhere(call: SeenRequest): string[] {
  const { token } = credentialsOf(call) ?? {}
  const { searchParams } = new URL(call.url)
  const parameters = [...searchParams].filter(([name, value]) => name === 'access_token' || value === token)
  const fields = call.headers.filter(
    ([name, value]) => token !== undefined && name.toLowerCase() !== 'authorization' && value.includes(token),
  )
  return [...parameters.map(([name]) => `the query parameter ${name}`), ...fields.map(([name]) => `the ${name} header`)]
}
