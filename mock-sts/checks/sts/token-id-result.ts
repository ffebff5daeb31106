/** E11: whether the `jti` of access tokens is 128 random bits. */
import { claimsOf } from 'helseid-contract/rules'
import type { CheckResult, Finding } from '../result.ts'
import type { TokenAnswer } from './good-tokens.ts'
import { found, type IssuerRow, notReached } from './issuer-row.ts'

/** The fewest that say something: that a random bit never changes among so many has the odds of 1 to 10^12. */
export const minTokens = 40

const bits = 128

/** `count` tokens are asked for; with 10,000 it is the row of the table to the letter. */
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
    if (accessToken === undefined) return notReached(row, `No token was to be had: ${answered}.`)
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
  if (repeated !== undefined) return [{ expected: 'each jti once', seen: `${repeated} twice` }]
  const fixed = fixedBits(ids)
  return fixed === 0 ? [] : [{ expected: `${bits} random bits`, seen: `${fixed} of them the same in every token` }]
}

/** How many bits are the same in all. */
function fixedBits(ids: readonly string[]): number {
  const numbers = ids.map((id) => BigInt(`0x${id}`))
  const first = numbers[0] ?? 0n
  const changing = numbers.reduce((seen, number) => seen | (number ^ first), 0n)
  return bits - changing.toString(2).replaceAll('0', '').length
}
