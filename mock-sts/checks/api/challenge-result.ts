/** The row on WWW-Authenticate, judged over all answers with 401. */
import type { CheckResult } from '../result.ts'
import type { ApiAnswer, ApiTarget } from './caller.ts'
import type { ApiRow } from './row.ts'
import { specialRows } from './special-rows.ts'

export interface Answered {
  readonly row: ApiRow
  /** Absent if the row was not reached. */
  readonly answer?: ApiAnswer
}

const fix = [
  'Send WWW-Authenticate: DPoP error="invalid_token", or the error that applies',
  'ASP.NET Core: Challenge = "DPoP" in JwtBearerOptions, or ConfigureDPoPTokensForScheme of Duende.AspNetCore.Authentication.JwtBearer',
  'Spring Security: DPoPAuthenticationEntryPoint as authenticationEntryPoint',
  'express: TokenRefused of helseid-client/verifier has the value',
  'Go: set the header before WriteHeader',
].join('\n')

export function challengeResult(attempts: readonly Answered[], { scheme }: ApiTarget): CheckResult {
  const refused = attempts.filter(({ answer }) => answer?.status === 401)
  const silent = refused.filter(({ answer }) => answer?.challenge === undefined)
  const other = refused.filter(({ answer }) => answer?.challenge !== undefined && !names(scheme, answer.challenge))
  const findings = [
    ...(silent.length === 0 ? [] : [{ seen: `${seenIn(silent)} without WWW-Authenticate`, fix }]),
    ...(other.length === 0
      ? []
      : [{ expected: `the scheme ${scheme}`, seen: `${seenIn(other)} with ${other[0]?.answer?.challenge}`, fix }]),
  ]
  if (findings.length === 0) return { ...specialRows.challenge, outcome: 'passed', findings }
  return { ...specialRows.challenge, outcome: 'warned', findings }
}

/** Whether one of the challenges is for the scheme. https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 */
function names(scheme: string, challenge: string): boolean {
  return new RegExp(`(?:^|,)\\s*${scheme}(?:\\s|,|$)`, 'i').test(challenge)
}

function seenIn(answers: readonly Answered[]): string {
  return `${answers.length} answers, the first to ${answers[0]?.row.id} (${answers[0]?.row.title})`
}
