/** What differs between two requests, member by member, without what may be new in each request. */
import { isPublicKey, thumbprintOf } from '../../parts/verdict/public-key.ts'

export interface Difference {
  /** Such as `assertion.claims.aud`. */
  readonly place: string
  /** Undefined where the member is missing. */
  readonly before: string | undefined
  readonly now: string | undefined
}

/** What is read of a request. */
export interface ComparedRequest {
  readonly method: string
  readonly decoded?: Readonly<
    Partial<Record<'assertion' | 'proof', { readonly header?: object; readonly claims?: object }>>
  >
  readonly received?: { readonly headers: readonly (readonly string[])[]; readonly body?: string }
  readonly verdict?: { readonly rules: readonly { readonly at: string; readonly outcome: string }[] }
}

type Members = ReadonlyMap<string, string>

/** Different in every request of a client that works. */
const alwaysNew = /^(assertion|proof)\.claims\.(jti|iat|nbf|exp|nonce|ath)$|^form\.client_assertion$/

/** What follows from the key of the proof, which may be new in each request (RFC 9449 section 4.2). */
const ofProofKey = /^proof\.header\.(kid|jwk(\.(kid|x|y|n))?)$|^form\.dpop_jkt$/

/** Times are compared by their distance from `iat`. */
const times = ['exp', 'nbf']

export async function differences(before: ComparedRequest, now: ComparedRequest): Promise<readonly Difference[]> {
  const [one, other] = await Promise.all([membersOf(before), membersOf(now)])
  const broken = (now.verdict?.rules ?? []).filter(({ outcome }) => outcome === 'broken').map(({ at }) => at)
  const isBroken = (place: string) =>
    broken.some((at) => at === place || at.startsWith(`${place}.`) || place.startsWith(`${at}.`))
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((place) => {
    const [a, b] = [one.get(place), other.get(place)]
    const isNew = alwaysNew.test(place) || (ofProofKey.test(place) && !isBroken(place))
    if (a === b || (isNew && a !== undefined && b !== undefined)) return []
    return [{ place, before: a, now: b }]
  })
}

async function membersOf({ method, decoded, received }: ComparedRequest): Promise<Members> {
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
async function withThumbprint(header: { readonly jwk?: unknown } | undefined): Promise<object | undefined> {
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
