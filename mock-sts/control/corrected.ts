/** A request with the right values of the rules that it broke: what to change, and a curl command that sends it. */
import type { JsonObject } from 'helseid-contract/rules'
import type { Decoded, DecodedJwt } from './decoded.ts'

/** A broken rule, as far as it says what is right. */
export interface BrokenPlace {
  readonly id: string
  readonly at: string
  readonly value?: unknown
}

export interface CorrectableRequest {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string | undefined
  readonly decoded: Decoded
}

export interface Corrected {
  /** What to change, in the order of the rules. */
  readonly changes: readonly { readonly rule: string; readonly at: string; readonly value: unknown }[]
  /** The broken rules without a single right value: their `fix` says what to do. */
  readonly byHand: readonly string[]
  readonly assertion?: { readonly header: JsonObject; readonly claims: JsonObject }
  readonly proof?: { readonly header: JsonObject; readonly claims: JsonObject }
  /** Sends the corrected request. JWTs have to be signed again, because each is valid once: they are shell variables. */
  readonly curl: string
}

export function correctedOf(request: CorrectableRequest, broken: readonly BrokenPlace[]): Corrected {
  const changes = broken.flatMap(({ id: rule, at, value }) => (value === undefined ? [] : [{ rule, at, value }]))
  const draft = {
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value] as const)),
    form: Object.fromEntries(new URLSearchParams(request.body ?? '')),
    assertion: readable(request.decoded.assertion),
    proof: readable(request.decoded.proof),
  }
  for (const { at, value } of changes)
    if (at.includes('.') || at === 'method' || at === 'url') setAt(draft, at.split('.'), value)
  return {
    changes,
    byHand: broken.filter(({ value }) => value === undefined).map(({ id }) => id),
    ...(draft.assertion && { assertion: draft.assertion }),
    ...(draft.proof && { proof: draft.proof }),
    curl: curlOf(draft),
  }
}

interface Draft {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly form: Readonly<Record<string, string>>
  readonly assertion: { header: JsonObject; claims: JsonObject } | undefined
  readonly proof: { header: JsonObject; claims: JsonObject } | undefined
}

/** A copy that can be changed. */
function readable(jwt: DecodedJwt | undefined): Draft['assertion'] {
  if (jwt === undefined || 'unreadable' in jwt) return undefined
  return structuredClone({ header: jwt.header, claims: jwt.claims })
}

/** Sets the member at a place; a name may contain dots, so the longest name that exists is meant. */
function setAt(target: object, path: readonly string[], value: unknown): void {
  const members = target as Record<string, unknown>
  const lengths = path.map((_, index) => path.length - index)
  const nameOf = (length: number) => path.slice(0, length).join('.')
  const known = lengths.find((length) => Object.hasOwn(members, nameOf(length)))
  const member = known === undefined ? undefined : members[nameOf(known)]
  if (known !== undefined && known < path.length && typeof member === 'object' && member !== null)
    setAt(member, path.slice(known), value)
  // If no such member exists, the whole path is its name.
  else define(members, path.join('.'), value)
}

/** Also for a name such as `__proto__`. */
function define(members: object, name: string, value: unknown): void {
  Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true })
}

/** Header fields that the twin judges; curl sets the others. */
const sentFields = ['content-type', 'dpop', 'authorization']

function curlOf({ method, url, headers, form, assertion, proof }: Draft): string {
  const variables = [
    ...(assertion ? [`# CLIENT_ASSERTION: header ${line(assertion.header)}, claims ${line(assertion.claims)}`] : []),
    ...(proof ? [`# DPOP_PROOF: header ${line(proof.header)}, claims ${line(proof.claims)}`] : []),
  ]
  const fields = sentFields.flatMap((name) => {
    const value = headers[name]
    if (value === undefined) return []
    return name === 'dpop' ? ['-H "DPoP: $DPOP_PROOF"'] : [`-H ${quoted(`${name}: ${value}`)}`]
  })
  const data = Object.entries(form).map(([name, value]) =>
    name === 'client_assertion'
      ? '--data-urlencode "client_assertion=$CLIENT_ASSERTION"'
      : `--data-urlencode ${quoted(`${name}=${typeof value === 'string' ? value : line(value)}`)}`,
  )
  const command = ['curl', ...(method === 'POST' && data.length > 0 ? [] : ['-X', quoted(method)]), quoted(url)].join(
    ' ',
  )
  const intro = variables.length > 0 ? ['# Sign these with your keys, each with a new jti and iat:', ...variables] : []
  return [...intro, [command, ...fields, ...data].join(' \\\n  ')].join('\n')
}

/** JSON has no line breaks, so it cannot leave a comment. */
function line(value: unknown): string {
  return JSON.stringify(value)
}

/** For a POSIX shell, where nothing between single quotes has a meaning. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
