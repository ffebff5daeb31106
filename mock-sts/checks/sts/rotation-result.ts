/** E22: what an issuer's documents and tokens say while its signing key is changed. */
import { decodeProtectedHeader } from 'jose'
import type { sendRequest } from '../../http-request.ts'
import type { CheckResult, Finding } from '../result.ts'
import { found, type IssuerRow, notReached } from './issuer-row.ts'
import { publishedKeys } from './published-keys.ts'
import type { TokenAnswer } from './token-source.ts'

const row: IssuerRow = {
  id: 'E22',
  demands:
    'While the key changes both are in the JWKS, and new tokens are by the new one; a retired one is only at expired_jwks_uri',
  status: 'unknown',
  source: 'helseid.md 1.3',
}

/** Changes the issuer's signing keys. */
export interface KeyChanges {
  /** Makes a key and publishes it; resolves with its `kid`. */
  publish(): Promise<string>
  activate(kid: string): Promise<void>
  retire(kid: string): Promise<void>
}

export interface RotationOptions {
  readonly document: Readonly<Record<string, unknown>>
  readonly send: typeof sendRequest
  readonly getToken: () => Promise<TokenAnswer>
  /** Absent where nobody has the right to. */
  readonly changes: KeyChanges | undefined
}

export async function rotationResult({ document, send, getToken, changes }: RotationOptions): Promise<CheckResult> {
  if (changes === undefined)
    return notReached(
      row,
      'It takes a change of the issuer’s keys, which a twin’s control plane can be asked for: --keys.',
    )
  const startedAt = performance.now()
  const findings: Finding[] = []
  const look = async (
    where: string,
    wanted: { current: readonly string[]; expired: readonly string[]; signs: string },
  ) => {
    const current = await kidsAt(document.jwks_uri, send)
    const expired = await kidsAt(document.expired_jwks_uri, send)
    const signs = signerOf(await getToken())
    const seen = { current, expired: expired.filter((kid) => !formerlyExpired.includes(kid)), signs }
    for (const [name, value] of Object.entries(wanted)) {
      const is = [seen[name as keyof typeof seen]].flat().toSorted().join(', ')
      const must = [value].flat().toSorted().join(', ')
      if (is !== must)
        findings.push({
          where: `${where}: ${labels[name as keyof typeof labels]}`,
          expected: must || 'none',
          seen: is || 'none',
        })
    }
  }
  const formerlyExpired = await kidsAt(document.expired_jwks_uri, send)
  const before = await kidsAt(document.jwks_uri, send)
  const old = signerOf(await getToken())
  const made = await changes.publish()
  await look('a new key is published', { current: [...before, made], expired: [], signs: old })
  await changes.activate(made)
  await look('it signs', { current: [...before, made], expired: [], signs: made })
  await changes.retire(old)
  await look('the old one is retired', {
    current: [...before.filter((kid) => kid !== old), made],
    expired: [old],
    signs: made,
  })
  return found(row, findings, startedAt)
}

const labels = { current: 'jwks_uri', expired: 'expired_jwks_uri', signs: 'kid of a new token' } as const

async function kidsAt(address: unknown, send: typeof sendRequest): Promise<readonly string[]> {
  return (await publishedKeys(String(address), send)).map(({ kid }) => kid)
}

function signerOf({ accessToken, answered }: TokenAnswer): string {
  if (accessToken === undefined) return `no token: ${answered}`
  try {
    return String(decodeProtectedHeader(accessToken).kid)
  } catch {
    return 'no JWT'
  }
}
