/** Finds private keys in a token request, wherever and however they were sent. */
import { limits } from 'helseid-contract'
import type { Place } from 'helseid-contract/rules'
import { createHarmlessTexts } from '../http/secrets/harmless-texts.ts'
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
  for (const [name, value] of headers)
    if (name.toLowerCase() !== 'dpop') look(`headers.${name.toLowerCase()}`, withoutBasic(value))
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

/** The user and password of HTTP Basic (RFC 7617), or the value as it is: `curl -u id:<key>` sends a key in base64. */
function withoutBasic(value: string): string {
  const [, credentials] = /^basic\s+([\w+/-]+={0,2})\s*$/i.exec(value) ?? []
  return credentials === undefined ? value : Buffer.from(credentials, 'base64').toString('latin1')
}

/** Shorter texts cannot be a private key with its name or PEM lines. */
const shortestKeyText = 48

const compactJwt = /^(eyJ[\w-]+)\.([\w-]+)\.[\w-]*$/

/**
 * What a text with a private key has at least, if not a long run of base64: a private member, the words of PEM or of a tool, bytes in
 * some notation, or something that can be decoded further.
 */
const suspicious =
  /PRIVATE|\bkty\b(?!":"(?:EC|RSA|OKP)")|(?<![\w-])(?:d|p|q|dp|dq|qi|k|oth|inverseq|priv\w{0,15}|secret_?key|seed)["'\\\]]{0,4}\s{0,20}[:=,]|priv\w{0,15}:\s|\\[ux]|%[0-9a-fA-F]{2}|&#?\w{2,5};|30[^.]{1,24}02[^.]{1,6}01|48\s*,|<(?:D|P|Q|DP|DQ|InverseQ)>/i

/** How DER and OpenSSH's format begin in base64, in which case matters. */
const keyBeginning = /\b(?:M[A-P]|b3B)[\w+/-]{36}/

/** Found once each, from its beginning: searching for 60 such characters from every position takes as long as verifying a signature. */
const longRun = /(?<![\w+/-])[\w+/-]{40,}/g

/** A run of base64 that may be a key by its length alone. */
const keyLength = 60

/**
 * What follows a shorter run in a text with a key. A thumbprint and the members of a public key on a small curve have 43 characters of
 * base64, and the next member follows: only where the text begins as a key does that may be one.
 */
const suspiciousAfterRun = /(?!",\s?"\w{1,40}":)[\s\\"'][^.]{0,40}[\w+/-]{16}/y

function hasSuspiciousRun(text: string): boolean {
  for (const { 0: run, index } of text.matchAll(longRun)) {
    if (run.length >= keyLength) return true
    suspiciousAfterRun.lastIndex = index + run.length
    if (suspiciousAfterRun.test(text)) return true
  }
  return false
}

/** Whether a text contains a private key in any spelling and encoding. Fast for a text that cannot. */
export function holdsPrivateKey(text: string): boolean {
  if (text.length < shortestKeyText) return false
  const [, header, claims] = compactJwt.exec(text) ?? []
  if (header === undefined || claims === undefined) return holds(text)
  // Of a JWT, its parts are scanned, which are shorter than the JWT and need no decoding. A client sends the same header again and again.
  if (!harmlessHeaders.has(header)) {
    if (holds(decoded(header))) return true
    harmlessHeaders.add(header)
  }
  return holds(decoded(claims))
}

/** A header with a public key on a common curve has about 250 characters. */
const harmlessHeaders = createHarmlessTexts(() => [], 400)

function decoded(part: string): string {
  return Buffer.from(part, 'base64url').toString('latin1')
}

function holds(text: string): boolean {
  return mayHoldPrivateKey(text) && secretsIn(text).has('private-key')
}

/** False for the parts of ordinary assertions and proofs, so that a token request is not searched for secrets. */
export function mayHoldPrivateKey(text: string): boolean {
  return suspicious.test(text) || keyBeginning.test(text) || hasSuspiciousRun(text) || text.includes('\x02\x01')
}
