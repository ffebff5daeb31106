/**
 * Decides whether a token has default claims, given claims or both: `…ClaimsParametersGeneration` and
 * `withoutDefault…Claims`. Source: HelseID.Samples, TestTokenTool.
 */
import { isOn, memberIn, type Values } from './caller-values.ts'

/** NHN’s enumeration `ParametersGeneration`. */
const modes = [
  'GenerateNone',
  'GenerateOnlyDefault',
  'GenerateOnlyFromNonEmptyParameterValues',
  'GenerateDefaultWithClaimsFromNonEmptyParameterValues',
] as const
const [, onlyDefault, onlyGiven, both] = modes

export interface Generation {
  readonly withDefaults: boolean
  readonly withGiven: boolean
}

/** `fallback` applies when the request does not specify it. @throws {TypeError} for an unknown mode */
export function generationOf(body: Values, whose: 'client' | 'user', fallback: 'given' | 'both'): Generation {
  const usual = fallback === 'both' ? both : onlyGiven
  const mode = memberIn(body, `${whose}ClaimsParametersGeneration`, modes) ?? usual
  const without = isOn(body, `withoutDefault${whose === 'client' ? 'Client' : 'User'}Claims`)
  return {
    withDefaults: (mode === onlyDefault || mode === both) && !without,
    withGiven: mode === onlyGiven || mode === both,
  }
}

/** Translates parameters to claims; `claimNames` maps parameter names to claim names. */
export function toClaims<N extends string>(parameters: Values, claimNames: Readonly<Record<N, string>>): Values {
  const names = Object.keys(claimNames) as N[]
  return Object.fromEntries(
    names.filter((name) => name in parameters).map((name) => [claimNames[name], parameters[name]]),
  )
}
