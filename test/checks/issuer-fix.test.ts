/** What the reports of `check sts` tell an issuer to change. */
import { expect, it } from 'vitest'
import type { CheckResult, Finding } from '../../mock-sts/checks/result.ts'
import { withFixes } from '../../mock-sts/checks/sts/issuer-fix.ts'
import { checkIssuer } from './deviating-issuer.ts'
import { deviatingIssuers } from './deviating-issuers.ts'

function fixOf(id: string, group: string, finding: Omit<Finding, 'seen'>): string | undefined {
  const result = {
    id,
    group,
    requires: 'x',
    outcome: 'failed',
    source: 'x',
    findings: [{ seen: 'x', ...finding }],
  } as const
  return withFixes(result satisfies CheckResult).findings[0]?.fix
}

it.each([
  ['B59', 'token', 'claim nbf', 'a number', 'Give the claim nbf of access tokens the value a number'],
  ['B526', 'token', 'claim tid', 'no such claim', 'Leave out the claim tid of access tokens'],
  ['B524', 'token', 'header typ', '"at+jwt"', 'Set typ in the header of access tokens to "at+jwt"'],
  ['B21', 'token', 'member refresh_token', 'no such member', 'Leave out the member refresh_token of the answer'],
  ['B21', 'token', 'member access_token', '200 and a token', 'Answer this request with 200 and a token'],
  [
    'C35',
    'token',
    'the token: header DPoP-Nonce',
    'no such header',
    'Leave out the header DPoP-Nonce of the answer with the token',
  ],
  ['B528', 'token', 'the refusal: header Pragma', 'no-cache', 'Set the header Pragma of the refusal to no-cache'],
  ['E14', 'metadata', 'require_x', 'false', 'Publish require_x as false'],
  ['E13', 'metadata', 'mtls_x', 'nothing', 'Leave out mtls_x of the metadata'],
  ['E10', 'metadata', 'TLSv1.1', 'refused', 'Turn off TLSv1.1'],
  ['a-token', 'contract', 'answer', 'a response', 'Answer this request: a response was expected'],
  ['a-token', 'contract', 'the answer 200: status', '400', 'Answer this request with the status 400'],
  [
    'a-token',
    'contract',
    'the answer 400 invalid_client: $.error',
    'invalid_scope',
    'Set the member error of the answer to invalid_scope',
  ],
])('%s in %s: a finding at %s, where %s is expected, says what to change', (id, group, where, expected, fix) => {
  expect(fixOf(id, group, { where, expected })).toBe(fix)
})

it('requires the answer that a case expects', () => {
  const expected = '400 invalid_client "client_assertion is missing"'
  expect(fixOf('A01', 'cases', { expected })).toBe(`Answer this request with ${expected}`)
})

it('tells that HelseID itself may be right where the expectation has weak evidence', async () => {
  const results = await checkIssuer({ header: (header) => void Object.assign(header, { typ: 'JWT' }) }, ['token'])
  expect(results.find(({ id }) => id === 'B524')?.findings[0]?.fix).toBe(
    'Set typ in the header of access tokens to "at+jwt". The expectation has only weak evidence: if the issuer is HelseID, the contract is wrong',
  )
})

it('every deviation of the token and its answer is reported with a fix', async () => {
  for (const { deviation } of deviatingIssuers.filter(({ row }) => row !== 'E11')) {
    const findings = (await checkIssuer(deviation, ['token', 'contract'])).flatMap((result) => result.findings)
    expect(findings.filter(({ fix }) => fix === undefined)).toEqual([])
  }
})
