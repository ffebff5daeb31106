/** Reads the registrations of `clients add`, and refuses keys, private ones above all, before anything is sent. */
import { privateMembers } from 'helseid-contract'
import type { ClientRegistration } from '../clients/registration.ts'
import { keyInsteadOfClient } from '../config/other-kinds.ts'
import { readJson } from './json-argument.ts'
import { UsageError } from './usage-error.ts'

/**
 * One registration, a list of them, or the clients of a configuration.
 * @throws {UsageError} for a key instead of a registration, for a registration with a private key, and for a wrong one in a list
 */
export async function readRegistrations(argument: string): Promise<readonly ClientRegistration[]> {
  const given = readJson(argument, 'clients add')
  const { clients } = Object(given) as { readonly clients?: unknown }
  const registrations = Array.isArray(clients) ? clients : [given].flat()
  const parent = Array.isArray(clients) ? '/clients' : ''
  for (const [index, registration] of registrations.entries()) {
    const at = Array.isArray(given) || parent !== '' ? `${parent}/${index}` : ''
    refusePrivateKeys(registration, at)
    const isKey = keyInsteadOfClient(registration)
    if (isKey !== undefined) throw new UsageError(`clients add: ${at === '' ? '' : `${at}: `}${isKey}`)
  }
  if (registrations.length > 1) await refuseWrongOnes(registrations, parent)
  return registrations as ClientRegistration[]
}

/** All of a list are registered, or none. */
async function refuseWrongOnes(registrations: readonly unknown[], parent: string): Promise<void> {
  // Loaded only here, because most commands start without it.
  const { clientProblems, listed: asList } = await import('../config/problems.ts')
  const problems = registrations.flatMap((registration, index) =>
    clientProblems(registration).map(
      (problem) => `${parent}/${index}${/^[/ ]/.test(problem) ? problem : `: ${problem}`}`,
    ),
  )
  if (problems.length > 0) throw new UsageError(`clients add: nothing was sent: ${asList(problems)}`)
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
  const [place] = privateTexts(registration, at)
  if (place !== undefined)
    throw new UsageError(`clients add: ${place || 'this'} contains a private key, ${publicHalfAdvice}`)
}

const publicHalfAdvice =
  'and nothing was sent: write {"clientId": …, "scopes": […], "jwks": {"keys": [its public half]}}; helseid-mock keygen --public-of <key file> prints the public half'

/** In PEM, as a JWK, and in the XML of .NET. */
function isPrivateKey(text: string): boolean {
  if (/-----BEGIN[A-Z\s]*PRIVATE\s*KEY/.test(text)) return true
  return (text.includes('"kty"') && /"d"\s*:/.test(text)) || (text.includes('<RSAKeyValue>') && text.includes('<D>'))
}

/** The JSON pointers of texts with a private key. */
function privateTexts(value: unknown, at: string): string[] {
  if (typeof value === 'string') return isPrivateKey(value) ? [at] : []
  return Object.entries(Object(value)).flatMap(([name, member]) => privateTexts(member, `${at}/${name}`))
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
