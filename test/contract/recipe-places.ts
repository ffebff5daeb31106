/** Recipes by place: the places that a recipe changes, a recipe without such a change, and one with a new value there. */
import type {
  ClientChange,
  Json,
  JsonObject,
  Jwk,
  KeyName,
  Place,
  ProofChange,
  Recipe,
  RequestChange,
  TokenChange,
} from 'helseid-contract/rules'
import { isWithin } from 'helseid-contract/rules'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

/** The places that each member of `Change` changes, for its value. */
type Places<Change> = { readonly [Member in keyof Required<Change>]: (value: NonNullable<Change[Member]>) => Place[] }

const request: Places<Omit<RequestChange, 'assertion' | 'proof' | 'form'>> = {
  // The only part of a request that ages before it is composed.
  wait: () => ['proof.claims.nonce'],
  method: () => ['method'],
  contentType: () => ['headers.content-type'],
  body: () => ['body'],
  headers: (fields) => fields.map(([name]): Place => `headers.${name.toLowerCase()}`),
}

const token = (jwt: 'assertion' | 'proof', carrier: Place): Places<Omit<TokenChange, 'header' | 'claims'>> => ({
  // A key changes the signature and the header that names or contains it; a key of another type also changes `alg`.
  key: (name) => [
    `${jwt}.signature`,
    jwt === 'assertion' ? 'assertion.header.kid' : 'proof.header.jwk',
    ...(isOfType(name, jwt === 'assertion' ? 'registered' : 'proof') ? [] : [`${jwt}.header.alg` as const]),
  ],
  alg: () => [`${jwt}.header.alg`],
  // An empty text leaves an empty field instead of a JWT.
  raw: (text) => [text === '' ? carrier : jwt],
  escapedTyp: () => [`${jwt}.header.typ`],
  badSignature: () => [`${jwt}.signature`],
  tampered: () => [`${jwt}.signature`],
  padTo: () => [jwt],
  // The previous request used its `jti`.
  reuse: () => [`${jwt}.claims.jti`],
})

function isOfType(name: KeyName, other: KeyName): boolean {
  const [a, b]: readonly Jwk[] = [keyRing[name], keyRing[other]]
  return a?.kty === b?.kty && a?.crv === b?.crv
}

const tokens = {
  assertion: token('assertion', 'form.client_assertion'),
  proof: {
    ...token('proof', 'headers.dpop'),
    sent: (how: ProofChange['sent']): Place[] => [how === 'in two fields' ? 'headers.dpop' : 'proof'],
  },
}

const client: Places<ClientChange> = {
  keys: () => ['client.jwks'],
  tenancy: () => ['client.tenancy'],
  parent: () => ['client.parent'],
  children: () => ['client.children'],
  supplier: () => ['client.supplier'],
  delegations: () => ['client.delegations'],
  scopes: () => ['client.scopes'],
  grantTypes: () => ['client.grantTypes'],
  requireDpop: () => ['client.requireDpop'],
  enabled: () => ['client.enabled'],
  legacyAuth: () => ['client.legacyAuth'],
  clientSecret: () => ['client.clientSecret'],
  termsNotAccepted: () => ['client.termsNotAccepted'],
  unregistered: () => ['client'],
}

/** One change of a recipe: its path, and the places of the request that it changes. */
interface Change {
  readonly path: readonly string[]
  readonly value: unknown
  readonly places: readonly Place[]
}

/** The changes to the request itself, not to other requests, clients and APIs. */
export function changesOf({ before: _before, otherClient: _other, api: _api, ...recipe }: Recipe): Change[] {
  const { assertion, proof, form, client: registration, ...rest } = recipe
  return [
    ...listed([], rest, request),
    ...members(['form'], form, 'form'),
    ...listed(['client'], registration, client),
    ...tokenChanges('assertion', assertion),
    ...(proof === null
      ? [{ path: ['proof'], value: null, places: ['headers.dpop' as const] }]
      : tokenChanges('proof', proof)),
  ]
}

function tokenChanges(jwt: 'assertion' | 'proof', { header, claims, ...rest }: ProofChange = {}): Change[] {
  return [
    ...members([jwt, 'header'], header, `${jwt}.header`),
    ...members([jwt, 'claims'], claims, `${jwt}.claims`),
    ...listed([jwt], rest, tokens[jwt]),
  ]
}

function listed(path: readonly string[], change: object = {}, table: Readonly<Record<string, unknown>>): Change[] {
  return Object.entries(change).map(([member, value]) => {
    const places = table[member] as ((value: unknown) => Place[]) | undefined
    if (places === undefined) throw new Error(`add the recipe member ${member} to test/contract/recipe-places.ts`)
    return { path: [...path, member], value, places: places(value) }
  })
}

function members(
  path: readonly string[],
  change: object = {},
  whole: 'form' | `${'assertion' | 'proof'}.${'header' | 'claims'}`,
): Change[] {
  return Object.entries(change).map(([member, value]) => ({
    path: [...path, member],
    value,
    places: [`${whole}.${member}` as Place],
  }))
}

/**
 * True when `at` is a place of the change: the place itself, a member of the changed claim or header, or the body of a form
 * that is too large.
 */
export function names(at: Place, { places }: Change): boolean {
  return places.some((place) => {
    if (place === at) return true
    if (at === 'body') return place.startsWith('form.')
    return /^(assertion|proof)\.(header|claims)\./.test(place) && isWithin(at, place)
  })
}

/** `recipe` without its changes at the place `at`. */
export function withoutChangesAt(at: Place, recipe: Recipe): Recipe {
  return changesOf(recipe)
    .filter((change) => names(at, change))
    .reduce((rest, { path }) => withMember(rest as JsonObject, path, undefined) as Recipe, recipe)
}

/** `recipe` with `value` at the place `at`; the JWT is signed again. */
export function withValueAt(at: Place, value: Json, recipe: Recipe): Recipe {
  const path = at.split('.')
  const [root = ''] = path
  const object = recipe as JsonObject
  if (at === 'method') return withMember(object, path, value)
  if (at === 'headers.content-type') return withMember(object, ['contentType'], value)
  if (root === 'client') return withMember(object, path, value)
  // A GET has no form.
  if (root === 'form')
    return withMember(recipe.method === 'GET' ? withMember(object, ['method'], undefined) : object, path, value)
  if (root !== 'assertion' && root !== 'proof') throw new Error(`a recipe cannot set a value at ${at}`)
  const signedAgain = ['raw', 'reuse', 'tampered', 'badSignature'].reduce<JsonObject>(
    (rest, member) => withMember(rest, [root, member], undefined),
    object,
  )
  if (path.slice(1).join('.') !== 'header.alg') return withMember(signedAgain, path, value)
  // The recipe's own `alg` is the signing algorithm, and is written to the header.
  return withMember(withMember(signedAgain, path, undefined), [root, 'alg'], value)
}

/** A copy of `object` with `value` at `path`, or without that member if `value` is undefined. */
function withMember(object: JsonObject, [name, ...rest]: readonly string[], value: Json | undefined): JsonObject {
  if (name === undefined) return object
  const { [name]: old, ...others } = object
  if (rest.length > 0) {
    const inner = withMember(Object(old ?? {}), rest, value)
    return { ...others, [name]: Array.isArray(old) ? Object.values(inner) : inner }
  }
  return value === undefined ? others : { ...others, [name]: value }
}
