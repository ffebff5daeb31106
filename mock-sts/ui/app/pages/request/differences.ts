/** What differs between two requests, member by member, without what is new in each request. */
import { isPublicKey, thumbprintOf } from '../../parts/verdict/public-key.ts'
import type { FullRequest } from './load.ts'

export interface Difference {
  /** Such as `assertion.claims.aud`. */
  readonly place: string
  /** Undefined where the member is missing. */
  readonly before: string | undefined
  readonly now: string | undefined
}

type Members = ReadonlyMap<string, string>

/** Different in every request of a client that works. */
const alwaysNew = /^(assertion|proof)\.claims\.(jti|iat|nbf|exp|nonce|ath)$|^form\.client_assertion$/

/** Times are compared by their distance from `iat`. */
const times = ['exp', 'nbf']

export async function differences(before: FullRequest, now: FullRequest): Promise<readonly Difference[]> {
  const [one, other] = await Promise.all([membersOf(before), membersOf(now)])
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((place) => {
    const [a, b] = [one.get(place), other.get(place)]
    if (a === b || (alwaysNew.test(place) && a !== undefined && b !== undefined)) return []
    return [{ place, before: a, now: b }]
  })
}

async function membersOf({ method, decoded, received }: FullRequest): Promise<Members> {
  const members = new Map<string, string>([['method', method]])
  for (const part of ['assertion', 'proof'] as const) {
    const jwt = decoded?.[part]
    addAll(members, `${part}.header`, await withThumbprint(jwt?.header))
    addAll(members, `${part}.claims`, jwt?.claims)
    const { iat, ...claims } = (jwt?.claims ?? {}) as Readonly<Record<string, unknown>>
    for (const time of times)
      if (typeof claims[time] === 'number' && typeof iat === 'number')
        members.set(`${part}.claims.${time} − iat`, String(claims[time] - iat))
  }
  const isForm = received?.headers.some(
    ([name = '', value = '']) => name.toLowerCase() === 'content-type' && value.startsWith('application/x-www-form'),
  )
  if (isForm) for (const [name, value] of new URLSearchParams(received?.body)) members.set(`form.${name}`, value)
  return members
}

/** A header with the thumbprint of its key instead of the key, because two keys differ in everything else. */
async function withThumbprint(header: Readonly<Record<string, unknown>> | undefined): Promise<object | undefined> {
  const jwk = header?.jwk
  const thumbprint = isPublicKey(jwk) ? await thumbprintOf(jwk) : undefined
  return thumbprint === undefined ? header : { ...header, jwk: thumbprint }
}

function addAll(members: Map<string, string>, path: string, value: object | undefined): void {
  for (const [name, member] of Object.entries(value ?? {})) {
    const place = `${path}.${name}`
    if (typeof member === 'object' && member !== null) addAll(members, place, member)
    else members.set(place, typeof member === 'string' ? member : JSON.stringify(member))
  }
}
