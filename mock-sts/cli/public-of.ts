/** The public half of a key file, as a client registers it. */
import { canonicalKey, isAbsent, type Jwk } from 'helseid-contract/rules'
import { jsonOf } from './json-argument.ts'
import { readText } from './read-text.ts'
import { UsageError } from './usage-error.ts'

const flag = '--public-of'

/**
 * A JWK for a JWK, PEM or certificate; a JWKS for a JWKS. `kid`, `alg` and `use` are kept; a key without `kid` gets its thumbprint.
 * @throws {UsageError} that quotes no part of the key
 */
export function publicOf(path: string): object {
  const text = readText(flag, path).trim()
  if (!/^[[{]/.test(text)) return publicJwkOf(text)
  const value = jsonOf(text, `${flag} ${path}`)
  const { keys, privateJwk } = Object(value) as { keys?: unknown; privateJwk?: unknown }
  const given = Array.isArray(value) ? value : keys
  if (Array.isArray(given)) return { keys: given.map((key) => publicJwkOf(Object(key))) }
  return publicJwkOf(Object(privateJwk ?? value))
}

function publicJwkOf(given: Jwk | string): object {
  try {
    const { publicJwk, thumbprint } = canonicalKey(given)
    if (publicJwk.kty === 'oct') throw new TypeError('a shared secret has no public half')
    const { kid, alg, use } = typeof given === 'string' ? ({} as Jwk) : given
    const named = { kid: isAbsent(kid) ? thumbprint : kid, alg, use: isAbsent(use) ? 'sig' : use }
    return { ...publicJwk, ...Object.fromEntries(Object.entries(named).filter(([, value]) => !isAbsent(value))) }
  } catch (error) {
    throw new UsageError(`${flag}: ${(error as Error).message}`)
  }
}
