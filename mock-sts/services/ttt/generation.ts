/** Which of default and given claims a token has: `…ClaimsParametersGeneration` and `withoutDefault…Claims`. Source: HelseID.Samples, TestTokenTool. */
import { given, type Values } from './given.ts'

const modes = { none: 0, defaults: 1, given: 2, both: 3 } as const

export interface Generated {
  readonly whose: 'client' | 'user'
  readonly defaults: Values
  readonly own: Values
  /** Looked up by the service, in the place of what is given. */
  readonly found?: Values
  /** Name of the claim of each parameter. */
  readonly claimNames: Readonly<Record<string, string>>
  /** Where the request does not say. */
  readonly usual: 'given' | 'both'
}

export function generatedClaims(
  body: Values,
  { whose, defaults, own, found = {}, claimNames, usual }: Generated,
): Values {
  const mode = body[`${whose}ClaimsParametersGeneration`] ?? modes[usual]
  const without = body[`withoutDefault${whose === 'client' ? 'Client' : 'User'}Claims`] === true
  const withDefaults = (mode === modes.defaults || mode === modes.both) && !without
  const withOwn = mode === modes.given || mode === modes.both
  const values = { ...(withDefaults && defaults), ...(withOwn && given(own)), ...found }
  const entries = Object.entries(values).flatMap(([name, value]) => {
    const claim = Object.hasOwn(claimNames, name) ? claimNames[name] : undefined
    return claim === undefined ? [] : [[claim, value]]
  })
  return Object.fromEntries(entries)
}
