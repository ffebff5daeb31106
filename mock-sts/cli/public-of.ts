/** The public half of the keys in a file, as a client registers it. */
import { canonicalKey, isAbsent, type Jwk } from 'helseid-contract/rules'
import { isDeeper, maxDepth, parseJson } from '../http/read-json.ts'
import { jsonOf } from './json-argument.ts'
import { readText, shownPath } from './read-text.ts'
import { UsageError } from './usage-error.ts'

const flag = '--public-of'

/** A JWK or a JWKS. */
export type PublicHalf = Jwk | { readonly keys: readonly Jwk[] }

/**
 * A JWK for a JWK, PEM or certificate, or for a configuration that contains one, also as text; a JWKS for several keys, a JWKS or a list.
 * `kid`, `alg` and `use` are kept; a key without `kid` gets its thumbprint.
 * @throws {UsageError} that quotes no part of the key
 */
export function publicOf(path: string): PublicHalf {
  const text = readText(flag, path).trim()
  if (!/^[[{"]/.test(text)) return publicJwkOf(text)
  const value = jsonOf(text, `${flag} ${path}`)
  const found = isDeeper(value, maxDepth) ? [] : keysIn(value).map(publicJwkOf)
  const [only, ...more] = new Map(found.map((key) => [canonicalKey(key).thumbprint, key])).values()
  if (only === undefined)
    throw new UsageError(
      `${flag}: there is no key in ${shownPath(path)}: a JWK has kty, and PEM begins with -----BEGIN`,
    )
  const isSet = Array.isArray(value) || Array.isArray(Object(value).keys)
  return isSet || more.length > 0 ? { keys: [only, ...more] } : only
}

/** JWKs and PEM at any depth. NHN’s samples and Selvbetjening have a JWK as text: https://github.com/NorskHelsenett/HelseID.Samples */
function keysIn(value: unknown): (Jwk | string)[] {
  if (typeof value === 'string') {
    if (value.includes('-----BEGIN')) return [value]
    return /^\s*\{/.test(value) ? keysIn(parseJson(value)) : []
  }
  if (typeof Object(value).kty === 'string') return [value as Jwk]
  return Object.values(Object(value)).flatMap(keysIn)
}

function publicJwkOf(given: Jwk | string): Jwk {
  if (typeof given === 'string' && /-----BEGIN ENCRYPTED|^Proc-Type:.*ENCRYPTED/m.test(given))
    throw new UsageError(`${flag}: the key is encrypted: decrypt it first, for example with openssl pkey`)
  try {
    const { publicJwk, thumbprint } = canonicalKey(given)
    if (publicJwk.kty === 'oct') throw new TypeError('a shared secret has no public half')
    const { kid, alg, use } = typeof given === 'string' ? ({} as Jwk) : given
    const named = { kid: isAbsent(kid) ? thumbprint : kid, alg, use: isAbsent(use) ? 'sig' : use }
    return { ...publicJwk, ...Object.fromEntries(Object.entries(named).filter(([, value]) => !isAbsent(value))) }
  } catch (error) {
    // No password can be given here.
    throw new UsageError(`${flag}: ${(error as Error).message.replace(', or the password is wrong', '')}`)
  }
}
