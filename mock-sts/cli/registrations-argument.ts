/** Reads the registrations of `clients add`, and refuses keys, private ones above all, before anything is sent. */
import { privateMembers } from 'helseid-contract'
import type { ClientRegistration } from '../clients/registration.ts'
import { keyInsteadOfClient } from '../config/other-kinds.ts'
import { readJson } from './json-argument.ts'
import { UsageError } from './usage-error.ts'

/** @throws {UsageError} for a key instead of a registration, and for a registration with a private key */
export function readRegistrations(argument: string): readonly ClientRegistration[] {
  const given = readJson(argument, 'clients add')
  const registrations = [given].flat()
  for (const [index, registration] of registrations.entries()) {
    const at = Array.isArray(given) ? `/${index}` : ''
    refusePrivateKeys(registration, at)
    const isKey = keyInsteadOfClient(registration)
    if (isKey !== undefined) throw new UsageError(`clients add: ${at === '' ? '' : `${at}: `}${isKey}`)
  }
  return registrations as ClientRegistration[]
}

function refusePrivateKeys(registration: unknown, at: string): void {
  const { jwks, keys, privateJwk } = Object(registration) as Readonly<Record<string, unknown>>
  const places: readonly (readonly [string, unknown])[] = [
    [at, registration],
    [`${at}/privateJwk`, privateJwk],
    [`${at}/jwks`, jwks],
    ...listed(keys).map((key, index) => [`${at}/keys/${index}`, key] as const),
    ...listed(jwks).map((key, index) => [`${at}/jwks/${index}`, key] as const),
    ...listed(Object(jwks).keys).map((key, index) => [`${at}/jwks/keys/${index}`, key] as const),
  ]
  for (const [place, key] of places) {
    if (Object(key).kty === 'oct')
      throw new UsageError(
        `clients add: ${place || 'this'} is a shared secret (kty oct), which has no public half, and nothing was sent: a client signs with an RSA or EC key; helseid-mock keygen makes one`,
      )
    const leaked = typeof Object(key).kty === 'string' ? privateMembers(Object(key)) : []
    if (leaked.length > 0)
      throw new UsageError(
        `clients add: ${place || 'this'} is a private key (members ${leaked.join(', ')}), ${publicHalfAdvice}`,
      )
  }
  const [pem] = pemPlaces(registration, at)
  if (pem !== undefined)
    throw new UsageError(`clients add: ${pem || 'this'} contains a private key, ${publicHalfAdvice}`)
}

const publicHalfAdvice =
  'and nothing was sent: write {"clientId": …, "scopes": […], "jwks": {"keys": [its public half]}}; helseid-mock keygen --public-of <key file> prints the public half'

/** The JSON pointers of texts with a private key in PEM. */
function pemPlaces(value: unknown, at: string): string[] {
  if (typeof value === 'string') return /-----BEGIN[A-Z\s]*PRIVATE\s*KEY/.test(value) ? [at] : []
  return Object.entries(Object(value)).flatMap(([name, member]) => pemPlaces(member, `${at}/${name}`))
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
