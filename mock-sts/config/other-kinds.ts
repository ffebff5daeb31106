/** Recognises JSON of another kind than is expected, so that one sentence says so instead of a problem for each of its members. */

const jwkMembers = ['kty', 'n', 'e', 'crv', 'x', 'y', 'k', 'd', 'p', 'q', 'dp', 'dq', 'qi', 'kid', 'alg', 'use']

/** Most members that a sentence names. */
const maxNamed = 5

/**
 * What the value is instead of a configuration, and what to do; undefined for a configuration, however wrong. It never quotes a value.
 * `known` are the members of a configuration; `isClose` is true for a name that is probably one of them, misspelt.
 */
export function otherKind(
  value: unknown,
  known: readonly string[],
  isClose: (name: string) => boolean,
): string | undefined {
  if (Array.isArray(value))
    return 'this is a list, not a configuration: a configuration is an object such as {"clients": […]}'
  if (typeof value !== 'object' || value === null) return undefined
  const members = Object.keys(value)
  // A client has a member called sts, too.
  if (members.some((name) => known.includes(name) && name !== 'sts')) return undefined
  const { kty, keys, clientId, audience } = value as Readonly<Record<string, unknown>>
  if (typeof kty === 'string')
    return `this is a JWK (${jwkMembers.filter((name) => members.includes(name)).join(', ')}), not a configuration: register its public key in the jwks of a client, {"clients": [{"clientId": …, "jwks": {"keys": […]}, "scopes": […]}]}`
  if (Array.isArray(keys))
    return 'this is a JWKS (keys), not a configuration: register its public keys in the jwks of a client, {"clients": [{"clientId": …, "jwks": …, "scopes": […]}]}'
  if (clientId !== undefined) return 'this is a client (clientId), not a configuration: put it into {"clients": […]}'
  if (audience !== undefined) return 'this is an API (audience), not a configuration: put it into {"apis": […]}'
  if (members.length === 0 || members.some(isClose)) return undefined
  const named = members.slice(0, maxNamed).map((name) => JSON.stringify(name.slice(0, 40)))
  const more = members.length > maxNamed ? ` and ${members.length - maxNamed} more` : ''
  return `this is not a configuration: none of its members is a setting (${named.join(', ')}${more}). Give the path of a configuration`
}

/** What to do with a JWK or a JWKS that is given instead of a client; undefined for anything else. It never quotes a value. */
export function keyInsteadOfClient(value: unknown): string | undefined {
  const { kty, keys, clientId } = Object(value) as Readonly<Record<string, unknown>>
  if (clientId !== undefined) return undefined
  const add = (half: string) => `write {"clientId": …, "scopes": […], "jwks": {"keys": [${half}]}}`
  if (typeof kty === 'string') return `this is a key, not a client: ${add('its public half')}`
  return Array.isArray(keys) ? `this is a JWKS, not a client: ${add('its public keys')}` : undefined
}

/** How to write a key or a list of keys as a JWKS; undefined for anything else. It never quotes a value. */
export function asJwks(value: unknown): string | undefined {
  if (typeof value === 'string' && value.includes('-----BEGIN'))
    return 'is PEM: write {"keys": [a JWK]}; helseid-mock keygen --public-of <file> prints the JWK'
  if (typeof value === 'string') return 'is text: write {"keys": [{…}]} as JSON, without quotes around it'
  if (Array.isArray(value)) return 'is a list: write {"keys": […]}'
  return typeof Object(value).kty === 'string' ? 'is a single key: write {"keys": [{…}]}' : undefined
}

/** How to write a certificate as a list; undefined for anything but text. It never quotes a value. */
export function asCertificates(value: unknown): string | undefined {
  return typeof value === 'string' ? 'is text: write a list, ["…"]' : undefined
}
