/** Recipes by place: which places of the request a recipe changes, a recipe without such a change, and one with a value put there. */
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

/** The places that each member of `Change` changes, given its value. */
type Places<Change> = { readonly [Member in keyof Required<Change>]: (value: NonNullable<Change[Member]>) => Place[] }

const request: Places<Omit<RequestChange, 'assertion' | 'proof' | 'form'>> = {
  // The only part of a request that ages while it is not yet made.
  wait: () => ['proof.claims.nonce'],
  method: () => ['method'],
  contentType: () => ['headers.content-type'],
  body: () => ['body'],
  headers: (fields) => fields.map(([name]): Place => `headers.${name.toLowerCase()}`),
}

const token = (jwt: 'assertion' | 'proof', carrier: Place): Places<Omit<TokenChange, 'header' | 'claims'>> => ({
  // A key shows in the signature and in the header, which names or holds it; one of another type in `alg` too.
  key: (name) => [
    `${jwt}.signature`,
    jwt === 'assertion' ? 'assertion.header.kid' : 'proof.header.jwk',
    ...(isOfType(name, jwt === 'assertion' ? 'registered' : 'proof') ? [] : [`${jwt}.header.alg` as const]),
  ],
  alg: () => [`${jwt}.header.alg`],
  // Without any text there is no JWT, but an empty field that should carry one.
  raw: (text) => [text === '' ? carrier : jwt],
  escapedTyp: () => [`${jwt}.header.typ`],
  badSignature: () => [`${jwt}.signature`],
  tampered: () => [`${jwt}.signature`],
  padTo: () => [jwt],
  // The request before used up its `jti`.
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

/** One change of a recipe: the path to it, and the places of the request where it shows. */
interface Change {
  readonly path: readonly string[]
  readonly value: unknown
  readonly places: readonly Place[]
}

/** The changes to the request itself; what other requests, clients and APIs do is its circumstance. */
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
    if (places === undefined) throw new Error(`test/contract/recipe-places.ts lacks the recipe's member ${member}`)
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
 * True when `at` names a place where the change shows: that place itself; a member of the claim or header that was changed; or, for a
 * form that is too large as a whole, the body.
 */
export function names(at: Place, { places }: Change): boolean {
  return places.some((place) => {
    if (place === at) return true
    if (at === 'body') return place.startsWith('form.')
    return /^(assertion|proof)\.(header|claims)\./.test(place) && isWithin(at, place)
  })
}

/** `recipe` without its changes at `at`. */
export function withoutChangesAt(at: Place, recipe: Recipe): Recipe {
  return changesOf(recipe)
    .filter((change) => names(at, change))
    .reduce((rest, { path }) => withMember(rest as JsonObject, path, undefined) as Recipe, recipe)
}

/** `recipe` with `value` at `at` instead of what was there; a JWT is composed and signed anew. */
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
  if (root !== 'assertion' && root !== 'proof') throw new Error(`no recipe puts a value at ${at}`)
  const signedAnew = ['raw', 'reuse', 'tampered', 'badSignature'].reduce<JsonObject>(
    (rest, member) => withMember(rest, [root, member], undefined),
    object,
  )
  if (path.slice(1).join('.') !== 'header.alg') return withMember(signedAnew, path, value)
  // The recipe's own `alg` is what it signs by, and goes into the header.
  return withMember(withMember(signedAnew, path, undefined), [root, 'alg'], value)
}

/** A copy of `object` with the member at `path`, or without it where `value` is undefined. */
function withMember(object: JsonObject, [name, ...rest]: readonly string[], value: Json | undefined): JsonObject {
  if (name === undefined) return object
  const { [name]: old, ...others } = object
  if (rest.length > 0) {
    const inner = withMember(Object(old ?? {}), rest, value)
    return { ...others, [name]: Array.isArray(old) ? Object.values(inner) : inner }
  }
  return value === undefined ? others : { ...others, [name]: value }
}
