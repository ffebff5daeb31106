/**
 * Decides whether a token has default claims, given claims or both: `…ClaimsParametersGeneration` and
 * `withoutDefault…Claims`. Source: HelseID.Samples, TestTokenTool.
 */
import type { Values } from './caller-values.ts'

const modes = { none: 0, defaults: 1, given: 2, both: 3 } as const

export interface Generation {
  readonly withDefaults: boolean
  readonly withGiven: boolean
}

/** `fallback` applies when the request does not specify it. */
export function generationOf(body: Values, whose: 'client' | 'user', fallback: 'given' | 'both'): Generation {
  const mode = body[`${whose}ClaimsParametersGeneration`] ?? modes[fallback]
  const without = body[`withoutDefault${whose === 'client' ? 'Client' : 'User'}Claims`] === true
  return {
    withDefaults: (mode === modes.defaults || mode === modes.both) && !without,
    withGiven: mode === modes.given || mode === modes.both,
  }
}

/** Translates parameters to claims; `claimNames` maps parameter names to claim names. */
export function toClaims(parameters: Values, claimNames: Readonly<Record<string, string>>): Values {
  const entries = Object.entries(parameters).flatMap(([name, value]) => {
    const claim = Object.hasOwn(claimNames, name) ? claimNames[name] : undefined
    return claim === undefined ? [] : [[claim, value]]
  })
  return Object.fromEntries(entries)
}
