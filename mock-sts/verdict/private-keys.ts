/** Finds private keys in a token request, wherever and however they were sent. */
import { limits } from 'helseid-contract'
import type { Place } from 'helseid-contract/rules'
import { secretsIn } from '../http/secrets.ts'
import { readCompactJwt } from './compact-jwt.ts'
import type { TokenRequest } from './token-request.ts'

/** Empty for nearly every request, at the cost of a few microseconds. */
export function privateKeysIn(
  { url, headers = [], dpop, body }: TokenRequest,
  form: ReadonlyMap<string, readonly string[]> | undefined,
): readonly Place[] {
  const places: Place[] = []
  // The journal withholds what comes later in a longer text.
  const look = (place: Place, text: string) => {
    if (holdsPrivateKey(text.slice(0, limits.bodyBytes))) places.push(place)
  }
  const lookIntoJwt = (jwt: 'assertion' | 'proof', place: Place, text: string) => {
    if (holdsPrivateKey(text.slice(0, limits.bodyBytes))) places.push(...membersOf(jwt, text, place))
  }
  for (const [name, values] of form ?? [])
    for (const value of values) {
      if (name === 'client_assertion') lookIntoJwt('assertion', 'form.client_assertion', value)
      else look(`form.${name}`, value)
    }
  if (form === undefined && body !== undefined) look('body', body.toString('latin1'))
  for (const proof of dpop) lookIntoJwt('proof', 'headers.dpop', proof)
  for (const [name, value] of headers) if (name.toLowerCase() !== 'dpop') look(`headers.${name.toLowerCase()}`, value)
  if (url !== undefined) look('url', url)
  return places
}

/** The members of a JWT that have a private key; `place` if the text is not a JWT. */
function membersOf(jwt: 'assertion' | 'proof', text: string, place: Place): Place[] {
  const read = readCompactJwt(text)
  if ('unreadable' in read) return [place]
  const { header, claims } = read
  const found = Object.entries({ header, claims }).flatMap(([part, members]) =>
    Object.entries(members)
      .filter(([name, value]) => secretsIn(JSON.stringify({ [name]: value })).has('private-key'))
      .map(([name]) => `${jwt}.${part as 'header' | 'claims'}.${name}` as const),
  )
  return found.length > 0 ? found : [place]
}

/** Shorter texts cannot be a private key with its name or PEM lines. */
const shortestKeyText = 60

const compactJwt = /^(eyJ[\w-]+)\.([\w-]+)\.[\w-]*$/

/** What a text with a private key has at least: a private member, the words of PEM, or something that can be decoded further. */
const suspicious =
  /PRIVATE|["'](?:d|p|q|dp|dq|qi|k|oth)\\{0,8}["']|\\u|%[0-9a-fA-F]{2}|[\w+/-]{100}|[\w+/-]{40}[\r\n \t]{1,2}[\w+/-]{16}|<(?:D|P|Q|DP|DQ|InverseQ)>/

/** Whether a text contains a private key in any spelling and encoding. Fast for a text that cannot. */
export function holdsPrivateKey(text: string): boolean {
  if (text.length < shortestKeyText) return false
  const [, ...parts] = compactJwt.exec(text) ?? []
  const shown = parts.length > 0 ? parts.map((part) => Buffer.from(part, 'base64url').toString('latin1')).join() : text
  return suspicious.test(shown) && secretsIn(text).has('private-key')
}
