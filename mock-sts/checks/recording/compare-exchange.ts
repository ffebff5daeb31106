/** Compares a recorded answer of HelseID with that of the twin: status, headers and body, and the access token's header and claims. */
import { claims as names, tokenEndpointHeaders } from 'helseid-contract'
import { parsedMembers } from 'helseid-contract/drift'
import { type Asks, claimsOf, decodeCompact } from 'helseid-contract/rules'
import type { RecordedAnswer } from './read-recording.ts'
import type { TwinAnswer } from './twin-answer.ts'

export interface AnswerDifference {
  /** `status`, `header Pragma`, `member scope`, `claim nbf`, `token header typ`. */
  readonly where: string
  readonly twin: unknown
  readonly recorded: unknown
}

export interface Comparison {
  readonly differences: readonly AnswerDifference[]
  /** Why the answers cannot be compared: what the recording does not show. */
  readonly notComparable?: string
}

/** Headers of HTTP, and of proxies in front of the STS. */
const ofTransport =
  /^(?:date|server|connection|keep-alive|content-length|content-encoding|transfer-encoding|vary|via|alt-svc|strict-transport-security|set-cookie|x-.*)$/

/** Claims that the registration of the client or of the API decides. */
const registered = [
  names.clientName,
  names.clientTenancy,
  names.orgnrParent,
  names.orgnrSupplier,
  names.clientAmrDetail,
]

export function compareAnswers(recorded: RecordedAnswer, twin: TwinAnswer): Comparison {
  const seen = parsedMembers(recorded.body)
  const expected = parsedMembers(twin.body)
  const because = failure(recorded) ?? notComparable(seen, expected, twin)
  if (because !== undefined) return { differences: [], notComparable: because }
  return {
    differences: [
      ...difference('status', twin.status, recorded.status),
      ...headerDifferences(twin.headers, recorded.headers),
      ...memberDifferences(expected, seen),
      ...tokenDifferences(expected, seen, twin),
    ],
  }
}

/** An answer about the load of the server, or about its failure, says nothing about the request. https://www.rfc-editor.org/rfc/rfc6585#section-4 */
function failure({ status }: RecordedAnswer): string | undefined {
  if (status === 429) return 'HelseID answered 429, too many requests, which does not depend on the request'
  if (status >= 500) return `HelseID answered ${status}, a failure of the server or of a proxy in front of it`
  return undefined
}

/** An error that only a rule about what is taken as good explains says nothing about the twin. */
function notComparable(
  { error, error_description: description }: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
  { unseenRules }: TwinAnswer,
): string | undefined {
  if (typeof error !== 'string' || error === expected.error) return undefined
  const explaining = unseenRules.find(({ answer }) => answer.error === error && answer.description === description)
  if (explaining?.asks === undefined) return undefined
  const hints: Readonly<Record<Asks, string>> = {
    key: 'the key of the client: give --jwk or --client',
    registration: 'the registration of the client: give --client',
    memory: 'earlier requests, which only HelseID knows',
  }
  return `${error} may come from ${hints[explaining.asks]}`
}

function headerDifferences(expected: Headers, seen: Headers): AnswerDifference[] {
  const listed = Object.keys(tokenEndpointHeaders)
  const own = listed.flatMap((name) =>
    difference(`header ${name}`, expected.get(name) ?? undefined, seen.get(name) ?? undefined),
  )
  const nonce = difference('header DPoP-Nonce', presence(expected, 'dpop-nonce'), presence(seen, 'dpop-nonce'))
  const others = [...seen.keys()]
    .filter((name) => !ofTransport.test(name) && name !== 'dpop-nonce' && !expected.has(name))
    .filter((name) => !listed.some((known) => known.toLowerCase() === name))
    .map((name) => ({ where: `header ${name}`, twin: undefined, recorded: seen.get(name) }))
  return [...own, ...nonce, ...others]
}

function presence(headers: Headers, name: string): string {
  return headers.has(name) ? 'present' : 'absent'
}

function memberDifferences(
  expected: Readonly<Record<string, unknown>>,
  seen: Readonly<Record<string, unknown>>,
): AnswerDifference[] {
  return union(expected, seen).flatMap((name) => {
    // Their lengths and signatures differ in every answer, and the API decides the lifetime.
    const isFree = name === 'access_token' || name === 'expires_in'
    const of = (members: Readonly<Record<string, unknown>>) =>
      isFree ? typeof members[name] : comparable(members[name])
    return difference(`member ${name}`, of(expected), of(seen))
  })
}

/** The description starts with the name of the client, which the twin does not know. */
function comparable(value: unknown): unknown {
  const found = typeof value === 'string' ? /is set up for multi-tenancy\b.*$/.exec(value) : null
  return found === null ? value : found[0]
}

function tokenDifferences(
  expected: Readonly<Record<string, unknown>>,
  seen: Readonly<Record<string, unknown>>,
  { unseen, form }: TwinAnswer,
): AnswerDifference[] {
  const [own, other] = [expected.access_token, seen.access_token]
  if (typeof own !== 'string' || typeof other !== 'string') return []
  const claims = claimsOf(other)
  if (claims === undefined) return [{ where: 'member access_token', twin: 'a JWT', recorded: 'another form' }]
  const twinClaims = claimsOf(own) ?? {}
  const audience = String(claims.aud)
  const isUnseen = (name: string) =>
    unseen.has('registration') &&
    (registered.includes(name as never) ||
      name.startsWith(`${audience}/`) ||
      (form.scope === undefined && (name === 'aud' || name === 'scope')))
  const header = (token: string) => Object(decodeCompact(token).header) as Record<string, unknown>
  return [
    ...union(header(own), header(other)).flatMap((name) =>
      difference(
        `token header ${name}`,
        formOfHeader(name, header(own)[name]),
        formOfHeader(name, header(other)[name]),
      ),
    ),
    ...union(twinClaims, claims)
      .filter((name) => !isUnseen(name))
      .flatMap((name) =>
        difference(`claim ${name}`, relative(name, twinClaims, expected), relative(name, claims, seen)),
      ),
  ]
}

/** Keys differ; their identifiers must have the same form. */
function formOfHeader(name: string, value: unknown): unknown {
  if (name === 'kid' && /^[0-9A-F]{40}$/.test(String(value))) return '40 upper-case hex digits'
  if (name === 'x5t' && typeof value === 'string') return 'a string'
  return value
}

/** Times in relation to `iat` and `expires_in`, and ids by their form, because their values differ in every answer. */
function relative(
  name: string,
  claims: Readonly<Record<string, unknown>>,
  { expires_in: lifetime }: Readonly<Record<string, unknown>>,
): unknown {
  const { [name]: value, iat } = claims
  if (name === 'jti' && /^[0-9A-F]{32}$/.test(String(value))) return '32 upper-case hex digits'
  if (typeof value !== 'number' || typeof iat !== 'number') return value
  if (name === 'iat') return 'a number of seconds'
  if (name === 'nbf') return value === iat ? 'iat' : `iat + ${value - iat}`
  if (name === 'exp') return value === iat + Number(lifetime) ? 'iat + expires_in' : `iat + ${value - iat}`
  return value
}

function difference(where: string, twin: unknown, recorded: unknown): AnswerDifference[] {
  return JSON.stringify(twin) === JSON.stringify(recorded) ? [] : [{ where, twin, recorded }]
}

function union(one: object, other: object): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])]
}
