/** Compares what a scenario says that the client gets (`gets`) with what a raw HTTP client has seen of it. */
import { expect } from 'vitest'
import type { Scenario } from '../../../../mock-sts/scenarios/scenario.ts'
import type { Seen } from '../../http/raw-http.ts'

/** They pass on the response that the twin would have sent, whatever its status. */
const passOn = ['nonce-on-other-errors', 'slow-answer', 'dribbled-answer', 'truncated-answer', 'api-slow-answer']

export function getsWhatItSays({ name, gets, parameters = {} }: Scenario, seen: Seen): void {
  if (seen.status === undefined) expect(gets).toMatch(/^No answer: /)
  else if (passOn.includes(name)) expect(gets).toMatch(/^The usual (answer|status|error)\b/)
  else {
    const { code } = errorOf(seen)
    const start = code === undefined ? String(seen.status) : `${seen.status} ${code}`
    expect(gets.match(/^\d{3}( [\w-]*[_-][\w-]*)?/)?.[0]).toBe(start)
  }
  const [, quoted, isCut] = gets.match(/ "([^"…]+)(…?)"/) ?? []
  if (quoted !== undefined) {
    const { description } = errorOf(seen)
    expect(isCut ? description?.slice(0, quoted.length) : description).toBe(quoted)
  }
  if (seen.headers['retry-after'] !== undefined)
    expect(gets).toContain(`\`Retry-After: ${parameters.seconds?.default}\``)
  if (errorOf(seen).code === 'use_dpop_nonce')
    expect(gets).toMatch(seen.headers['dpop-nonce'] === undefined ? / without `DPoP-Nonce`$/ : / with a .*`DPoP-Nonce`/)
}

/** The error of a token response, of a challenge, or of a body with `code` and `message`. */
function errorOf({ headers, body }: Seen): { code?: string | undefined; description?: string | undefined } {
  const challenge = String(headers['www-authenticate'] ?? '')
  const inChallenge = (name: string) => challenge.match(new RegExp(`[ ,]${name}="([^"]*)"`))?.[1]
  const isJson = String(headers['content-type']).startsWith('application/json')
  const members = isJson && body.endsWith('}') ? JSON.parse(body) : {}
  return {
    code: inChallenge('error') ?? members.error ?? members.code,
    description: inChallenge('error_description') ?? members.error_description ?? members.message,
  }
}
