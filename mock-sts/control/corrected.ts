/** A request with the right values of the rules that it broke: what to change, and a curl command that sends it. */
import { clientAssertionTyp, clientAssertionType, dpopTyp, endpoints, limits } from 'helseid-contract'
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

/** What makes a JWT new: each is valid once, and an assertion for ten seconds. */
export interface Fresh {
  /** In epoch seconds, by the clock of the twin. */
  readonly now: number
  readonly newId: () => string
}

/** `fresh` renews the times and ids of the JWTs; without it they stay as they were sent. */
export function correctedOf(request: CorrectableRequest, broken: readonly BrokenPlace[], fresh?: Fresh): Corrected {
  const draft = draftOf(request, broken, fresh)
  return {
    changes: changesOf(broken),
    byHand: broken.filter(({ value }) => value === undefined).map(({ id }) => id),
    ...(draft.assertion && { assertion: draft.assertion }),
    ...(draft.proof && { proof: draft.proof }),
    curl: curlOf(draft),
  }
}

function changesOf(broken: readonly BrokenPlace[]): Corrected['changes'] {
  return broken.flatMap(({ id: rule, at, value }) => (value === undefined ? [] : [{ rule, at, value }]))
}

/** The request with the right values of the broken rules. */
export function draftOf(request: CorrectableRequest, broken: readonly BrokenPlace[], fresh?: Fresh): Draft {
  const draft: Draft = {
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value] as const)),
    form: Object.fromEntries(new URLSearchParams(request.body ?? '')),
    assertion: readable(request.decoded.assertion),
    proof: readable(request.decoded.proof),
  }
  for (const { at, value } of changesOf(broken))
    if (at.includes('.') || at === 'method' || at === 'url') setAt(draft, at.split('.'), value)
  return fresh === undefined ? draft : renewed(draft, fresh)
}

/** With new times and ids, and with the JWTs that a token request must have. */
function renewed(draft: Draft, { now, newId }: Fresh): Draft {
  const isToken = new URL(draft.url).pathname.endsWith(endpoints.token) && draft.method === 'POST'
  const { client_id: clientId = '<your client id>' } = draft.form
  const issuer = draft.url.slice(0, -endpoints.token.length)
  const newAssertion = {
    header: { alg: 'PS256', kid: '<the kid of your key>', typ: clientAssertionTyp },
    claims: { iss: clientId, sub: clientId, aud: issuer },
  }
  const newProof = {
    header: { alg: 'ES256', typ: dpopTyp, jwk: '<the public key of your proof>' },
    claims: { htm: 'POST', htu: draft.url },
  }
  const assertion = draft.assertion ?? (isToken ? newAssertion : undefined)
  const proof = draft.proof ?? (isToken ? newProof : undefined)
  const times = { iat: now, nbf: now, exp: now + limits.assertionLifetime }
  return {
    ...draft,
    ...(isToken && {
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...draft.headers, dpop: '' },
      form: { ...draft.form, client_assertion_type: clientAssertionType, client_assertion: '' },
    }),
    assertion: assertion && { ...assertion, claims: { ...assertion.claims, ...times, jti: newId() } },
    proof: proof && { ...proof, claims: { ...proof.claims, iat: now, jti: newId() } },
  }
}

export interface Draft {
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

/** The signed JWTs. */
interface Signed {
  readonly assertion: string
  readonly proof: string
}

/** Without `signed`, the JWTs are shell variables, and comments say what they have to contain. */
export function curlOf({ method, url, headers, form, assertion, proof }: Draft, signed?: Signed): string {
  const variables = [
    ...(assertion ? [`# CLIENT_ASSERTION: header ${line(assertion.header)}, claims ${line(assertion.claims)}`] : []),
    ...(proof ? [`# DPOP_PROOF: header ${line(proof.header)}, claims ${line(proof.claims)}`] : []),
  ]
  const fields = sentFields.flatMap((name) => {
    const value = headers[name]
    if (value === undefined) return []
    if (name === 'dpop') return [signed ? `-H ${quoted(`DPoP: ${signed.proof}`)}` : '-H "DPoP: $DPOP_PROOF"']
    return [`-H ${quoted(`${name}: ${value}`)}`]
  })
  const data = Object.entries(form).map(([name, value]) =>
    name === 'client_assertion'
      ? `--data-urlencode ${signed ? quoted(`client_assertion=${signed.assertion}`) : '"client_assertion=$CLIENT_ASSERTION"'}`
      : `--data-urlencode ${quoted(`${name}=${typeof value === 'string' ? value : line(value)}`)}`,
  )
  const command = ['curl', ...(method === 'POST' && data.length > 0 ? [] : ['-X', quoted(method)]), quoted(url)].join(
    ' ',
  )
  const intro = variables.length > 0 && signed === undefined ? [signHint, ...variables] : []
  return [...intro, [command, ...fields, ...data].join(' \\\n  ')].join('\n')
}

const signHint =
  '# Sign these with your own keys: each is valid once, the assertion for ten seconds. `npx helseid token --help` shows a command that signs and sends both.'

/** JSON has no line breaks, so it cannot leave a comment. */
function line(value: unknown): string {
  return JSON.stringify(value)
}

/** For a POSIX shell, where nothing between single quotes has a meaning. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
