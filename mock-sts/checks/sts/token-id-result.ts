/** E11: the `jti` of access tokens is 128 random bits. */
import { claimsOf } from 'helseid-contract/rules'
import type { CheckResult, Finding } from '../result.ts'
import type { TokenAnswer } from './good-tokens.ts'
import { found, type IssuerRow, notReached } from './issuer-row.ts'

/** The minimum for a meaningful result: with this many tokens, a random bit has odds of about 1 in 10^12 of never changing. */
export const minTokens = 40

const bits = 128

/** Requests `count` tokens. The row in the table of cases says 10,000. */
export async function tokenIdResult(getToken: () => Promise<TokenAnswer>, count: number): Promise<CheckResult> {
  const row: IssuerRow = {
    id: 'E11',
    requires: `The jti of access tokens is ${bits} random bits in upper-case hex: no repeat in ${count} tokens`,
    status: 'likely',
    source: 'tokens recorded in navikt/helseid-nav-test',
  }
  const startedAt = performance.now()
  const ids: string[] = []
  while (ids.length < count) {
    const { accessToken, answered } = await getToken()
    if (accessToken === undefined) return notReached(row, `The issuer did not issue a token: ${answered}.`)
    const claims = claimsOf(accessToken)
    if (claims === undefined) return notReached(row, 'The access tokens are not JWTs.')
    ids.push(String(claims.jti ?? 'none'))
  }
  return found(row, deviations(ids), startedAt)
}

function deviations(ids: readonly string[]): Finding[] {
  const malformed = ids.find((id) => !/^[0-9A-F]{32}$/.test(id))
  if (malformed !== undefined) return [{ expected: '32 upper-case hex digits', seen: malformed }]
  const repeated = ids.find((id, index) => ids.indexOf(id) < index)
  if (repeated !== undefined) return [{ expected: 'no repeated jti', seen: `${repeated} twice` }]
  const fixed = fixedBits(ids)
  return fixed === 0 ? [] : [{ expected: `${bits} random bits`, seen: `${fixed} of them identical in every token` }]
}

/** The number of bits that are the same in all ids. */
function fixedBits(ids: readonly string[]): number {
  const numbers = ids.map((id) => BigInt(`0x${id}`))
  const first = numbers[0] ?? 0n
  const changing = numbers.reduce((seen, number) => seen | (number ^ first), 0n)
  return bits - changing.toString(2).replaceAll('0', '').length
}
