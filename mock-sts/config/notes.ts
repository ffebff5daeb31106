/**
 * Notes about a configuration that is valid but probably a mistake; printed when the twin starts and when its
 * configuration changes.
 */
import {
  algorithmOfCurve,
  assertionAlgorithms,
  audienceOf,
  curveOfAlgorithm,
  isIdentityScope,
  minimumRsaBits,
} from 'helseid-contract'
import { clientKeys } from '../clients/client-keys.ts'
import { importPublicJwk } from '../clients/public-keys.ts'
import type { ClientKey, ClientRegistration } from '../clients/registration.ts'

/** One line for each note. `now` is in epoch milliseconds. Default: the time of this machine. */
export function configNotes(clients: readonly ClientRegistration[], now = Date.now()): string[] {
  return clients.flatMap((client) => notes(client, now).map((note) => `client ${client.clientId}: ${note}`))
}

function notes(client: ClientRegistration, now: number): string[] {
  const { tenancy = 'none', parent, children, supplier, scopes, clientSecret, termsNotAccepted = [] } = client
  const keys = clientKeys(client)
  const spaced = scopes.filter((scope) => /\s/.test(scope))
  const unusual = scopes.filter((scope) => !isIdentityScope(scope) && audienceOf(scope) === undefined)
  const unheld = termsNotAccepted.filter((scope) => !scopes.includes(scope))
  const remarks: [boolean, string][] = [
    [keys.length === 0 && clientSecret === undefined, 'it has no key, so none of its requests can be verified'],
    [client.enabled === false, 'it is disabled, so it cannot get a token'],
    [scopes.length === 0, 'it has no scopes, so it cannot get a token'],
    [
      spaced.length > 0,
      `no request can name a scope with a space in it: ${spaced.map((scope) => JSON.stringify(scope)).join(', ')}`,
    ],
    [unusual.length > 0, `HelseID’s API scopes have the form nhn:msh/api, unlike ${unusual.join(', ')}`],
    [unheld.length > 0, `termsNotAccepted lists scopes that it does not have: ${unheld.join(', ')}`],
    [
      tenancy === 'single-tenant' && parent === undefined,
      'it is single-tenant but has no parent: its tokens lack orgnr_parent',
    ],
    [
      tenancy !== 'single-tenant' && parent !== undefined,
      `parent applies to single-tenant clients only; its tenancy is ${tenancy}`,
    ],
    [
      tenancy !== 'single-tenant' && children !== undefined,
      `children applies to single-tenant clients only; its tenancy is ${tenancy}`,
    ],
    [
      tenancy === 'multi-tenant' && supplier === undefined,
      'it is multi-tenant but has no supplier: its tokens lack orgnr_supplier',
    ],
  ]
  return [
    ...remarks.flatMap(([applies, note]) => (applies ? [note] : [])),
    ...sameKid(keys.filter((key) => !isExpired(key, now))),
    ...keys.flatMap((key) => keyNotes(key, now)),
  ]
}

/** Different keys with one `kid`, of which HelseID and the twin try the first only. */
function sameKid(keys: readonly ClientKey[]): string[] {
  const first = new Map<string, string | undefined>()
  const again = keys.flatMap((key) => {
    const { kid } = key
    if (kid === undefined) return []
    const thumbprint = importPublicJwk(key)?.thumbprint
    if (!first.has(kid)) first.set(kid, thumbprint)
    return first.get(kid) === thumbprint ? [] : [kid]
  })
  return [...new Set(again)].map(
    (kid) => `several keys have the kid ${JSON.stringify(kid)}, and only the first of them verifies signatures`,
  )
}

/** What is probably a mistake in one key. `now` is in epoch milliseconds. */
export function keyNotes(key: ClientKey, now: number): string[] {
  const { use } = key
  const { modulusLength: bits = minimumRsaBits } = importPublicJwk(key)?.key.asymmetricKeyDetails ?? {}
  return [
    ...algNotes(key),
    ...(key.kid === undefined
      ? ['a key has no kid, so no assertion can name it (rule kid-registered): register it with a kid']
      : []),
    ...(typeof use === 'string' && use !== 'sig'
      ? [`${named(key)} has the use ${JSON.stringify(use)}, but it verifies signatures: use "sig" (RFC 7517 4.2)`]
      : []),
    ...(bits < minimumRsaBits
      ? [`${named(key)} has ${bits} bits, and HelseID requires ${minimumRsaBits} (rule key-rsa-2048)`]
      : []),
    ...(isExpired(key, now)
      ? [`${named(key)} expired at ${new Date((key.exp ?? 0) * 1000).toISOString()} (rule key-not-expired)`]
      : []),
  ]
}

function isExpired({ exp = Number.POSITIVE_INFINITY }: ClientKey, now: number): boolean {
  return exp * 1000 <= now
}

function named({ kid }: ClientKey): string {
  return kid === undefined ? 'a key without kid' : `the key ${JSON.stringify(kid)}`
}

/** For a key whose `alg` does not fit its `kty` or `crv`. https://www.rfc-editor.org/rfc/rfc7518#section-3.1 */
function algNotes(jwk: ClientKey): string[] {
  const { kty, crv, alg } = jwk
  const accepted: readonly string[] = assertionAlgorithms.accepted
  if (alg === undefined) return []
  const key = named(jwk)
  const right = kty === 'EC' ? algorithmOfCurve(crv) : 'PS256'
  if (!accepted.includes(alg))
    return [`${key} has the alg ${JSON.stringify(alg)}, with which HelseID accepts no assertion: use ${right}`]
  if (alg.startsWith('ES') !== (kty === 'EC'))
    return [`${key} has the alg ${alg}, with which a key of type ${kty} cannot sign: use ${right}`]
  if (kty !== 'EC' || curveOfAlgorithm(alg) === crv) return []
  return [
    `${key} is on ${crv}, which does not fit its alg ${alg}: HelseID accepts such signatures today, other verifiers do not (rule curve-fits-alg); use ${right}`,
  ]
}
