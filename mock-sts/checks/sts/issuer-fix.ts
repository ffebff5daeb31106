/** Says for each finding of `check sts` what the issuer has to change. */
import type { CheckResult, Finding } from '../result.ts'

/** By row, where the field alone does not say it. */
const ofRow: Readonly<Record<string, (finding: Finding) => string>> = {
  B527: () => 'Sign access tokens with the key that the JWKS publishes under their kid',
  E02: ({ where, expected }) => `Publish ${where} at ${expected}, the scheme, host and port of the issuer`,
  E09: ({ expected }) => `Publish every key of the JWKS as ${expected} requires`,
  E10: ({ where, expected }) => (expected === 'refused' ? `Turn off ${where}` : `Turn on ${where}`),
  E11: () => 'Make the jti of each token from 16 bytes of a cryptographic random source, in upper-case hex',
  E12: () => 'Keep the signing key outside the process, so that it survives a restart',
  E18: () => 'Send metadata and JWKS without Cache-Control',
  E19: () => 'Send metadata and JWKS as application/json; charset=UTF-8',
  E20: () => 'Answer POST to metadata and JWKS with 405',
  E21: ({ where }) => `Implement ${where}, or answer 400 with an OAuth error as JSON`,
  E22: () =>
    'Publish a new key before it signs, sign with it alone from then on, and move a retired key from jwks_uri to expired_jwks_uri',
}

/** The result with a `fix` in each finding. */
export function withFixes(result: CheckResult): CheckResult {
  const { id, group, outcome, findings } = result
  if (findings.length === 0) return result
  const hint =
    outcome === 'learned'
      ? '. The expectation has only weak evidence: if the issuer is HelseID, the contract is wrong'
      : ''
  return {
    ...result,
    findings: findings.map((finding) => ({
      ...finding,
      fix: finding.fix ?? (ofRow[id]?.(finding) ?? ofField(group, finding)) + hint,
    })),
  }
}

function ofField(group: string, { where = '', expected = '' }: Finding): string {
  if (group === 'metadata') return changed(`${where} of the metadata`, `Publish ${where} as`, expected)
  const [field = '', answer] = where.split(': ').toReversed()
  const [kind, ...names] = field.split(' ')
  const name = names.join(' ')
  const isHeaderOfToken = group === 'token' && kind === 'header' && answer === undefined
  if (kind === 'claim')
    return changed(`the claim ${name} of access tokens`, `Give the claim ${name} of access tokens the value`, expected)
  if (isHeaderOfToken)
    return changed(`${name} in the header of access tokens`, `Set ${name} in the header of access tokens to`, expected)
  const inAnswer =
    answer === undefined ? 'the answer' : answer.replace(/ \d.*$/, '').replace('the token', 'the answer with the token')
  if (kind === 'header')
    return changed(`the header ${name} of ${inAnswer}`, `Set the header ${name} of ${inAnswer} to`, expected)
  if (kind === 'answer') return `Answer this request: ${expected} was expected`
  if (kind === 'status') return `Answer this request with the status ${expected}`
  if (kind === 'body') return `Write the body of ${inAnswer} as ${expected}`
  // `200 and a token`, or the status and error of a row that refuses.
  if (field === '' || /^\d{3} /.test(expected)) return `Answer this request with ${expected}`
  const member = kind === 'member' ? name : field.replace(/^\$\./, '')
  return changed(`the member ${member} of ${inAnswer}`, `Set the member ${member} of ${inAnswer} to`, expected)
}

function changed(what: string, verb: string, expected: string): string {
  return /^(?:nothing|no such .*)$/.test(expected) ? `Leave out ${what}` : `${verb} ${expected}`
}
