/** The issuer's keys, fetched for every request: a real API would cache them, but these tests must see changes at once. */
import { type CryptoKey, importJWK, type JWK } from 'jose'
import { type ApiSettings, type Checks, Refused } from './faulty-api-checks.ts'

export interface IssuerKeys {
  readonly named: (kid: string | undefined) => Promise<CryptoKey | undefined>
  readonly all: () => Promise<readonly CryptoKey[]>
  readonly isAvailable: () => Promise<boolean>
}

export function createIssuerKeys(
  { issuer, keysFrom = 'address', fetch: send = fetch, refetchesOnce = false }: ApiSettings,
  { has, refuse }: Checks,
): IssuerKeys {
  const readTimeout = has('waits for the keys without a timeout') ? 60_000 : 3000
  const read = async (address: string): Promise<Record<string, unknown>> => {
    const response = await send(address, { signal: AbortSignal.timeout(readTimeout) })
    return (await response.json()) as Record<string, unknown>
  }
  const addressOfKeys = async () => {
    if (keysFrom === 'address') return `${issuer}/.well-known/openid-configuration/jwks`
    const document = await read(`${issuer}/.well-known/openid-configuration`)
    refuse('accepts the metadata of any issuer', document.issuer !== issuer)
    return String(document.jwks_uri)
  }
  let known: readonly JWK[] = []
  let first: readonly JWK[] | undefined
  const readAll = async (): Promise<readonly JWK[]> => {
    const published = (await read(await addressOfKeys())).keys as JWK[]
    first ??= published.length > 0 ? published : undefined
    if (has('takes no further key')) return published.filter(({ kid }) => first?.some((key) => key.kid === kid))
    known = has('keeps removed keys') ? [...known, ...published] : published
    return known
  }
  let cached: readonly JWK[] | undefined
  let refetched = false
  /** As ASP.NET Core does: the first unknown `kid` leads to a new fetch, the next one not for some minutes. */
  const readOnce = async (kid: string | undefined): Promise<readonly JWK[]> => {
    cached ??= await readAll()
    if (refetched || cached.some((one) => one.kid === kid)) return cached
    refetched = true
    cached = await readAll()
    return cached
  }
  const imported = async (key: JWK) => (await importJWK(key, 'RS256')) as CryptoKey
  return {
    async named(kid) {
      const keys = await (refetchesOnce ? readOnce(kid) : readAll())
      const key = keys.find((one) => one.kid === kid)
      return key === undefined ? undefined : imported(key)
    },
    all: async () => Promise.all((await readAll()).map(imported)),
    async isAvailable() {
      try {
        await readAll()
        return true
      } catch (error) {
        return error instanceof Refused
      }
    },
  }
}
