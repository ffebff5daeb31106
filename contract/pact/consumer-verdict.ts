/** Judges the assertion and the proof in a consumer's pact before they are replaced, by the rules that need neither registration nor memory. */
import { base64urlJson } from '../base64url-json.ts'
import { endpoints } from '../endpoints.ts'
import type { StsName } from '../environments/index.ts'
import type { JsonObject } from '../json.ts'
import { claimsOf } from '../jws.ts'
import { numericDate } from '../numeric-date.ts'
import { isWithin, type Place } from '../place.ts'
import { type ProfileName, rules } from '../rules/index.ts'
import { verdictHeader } from '../verdict-header.ts'
import type { ControlPlane } from './control-plane.ts'
import { exampleJwt } from './interaction.ts'

export interface ConsumerRequest {
  readonly form: Readonly<Record<string, string>>
  /** Absent if the request has none. */
  readonly proof?: string
}

export interface ConsumerJudge {
  readonly control: ControlPlane
  readonly sts: StsName
  readonly profile: ProfileName
  /** The issuer that the consumer's test used. Default: the one in the proof's `htu`, else in the assertion's `aud`. */
  readonly issuer?: string | undefined
  readonly fetch: typeof fetch
}

/** What the twin says about one rule. */
interface JudgedRule {
  readonly id: string
  readonly at: Place
  readonly outcome: string
  readonly severity: string
  readonly expected?: string
  readonly seen?: string
  readonly fix?: string
}

/** Whether a rule is about the assertion or the proof alone. */
function isAboutJwt({ at, asks, answer }: (typeof rules)[number]): boolean {
  // Whether a nonce is known depends on the exchange.
  return asks === undefined && answer.error !== 'use_dpop_nonce' && (isWithin(at, 'assertion') || isWithin(at, 'proof'))
}

const judged = new Set(rules.filter(isAboutJwt).map(({ id }) => id))

/**
 * Throws if a rule that rejects under the profile is broken, at the time of the request's own `iat`. The examples of
 * the published interactions are not judged: they only hold a place.
 * @throws {Error} with the id of each broken rule, what was expected and seen, and the fix
 */
export async function judgeConsumer({ form, proof }: ConsumerRequest, judge: ConsumerJudge): Promise<void> {
  const { client_assertion: assertion } = form
  const hasAssertion = assertion !== undefined && assertion !== exampleJwt
  const hasProof = proof !== undefined && proof !== exampleJwt
  if (!hasAssertion && !hasProof) return
  const claims = hasAssertion ? claimsOf(assertion) : undefined
  const proofClaims = hasProof ? claimsOf(proof) : undefined
  const at = writtenAt(claims, proofClaims)
  if (judge.issuer !== undefined) assertFits(judge.issuer, claims, proofClaims)
  const own = judge.issuer ?? issuerIn(claims, proofClaims)
  const session = await judge.control.createSession({
    profile: judge.profile,
    severity: Object.fromEntries(rules.filter(({ id }) => !judged.has(id)).map(({ id }) => [id, 'off'])),
    clients: [
      { clientId: String(claims?.sub || form.client_id || 'unknown'), jwks: { keys: [] }, scopes: ['nhn:any/any'] },
    ],
    ...(at !== undefined && { clock: new Date(at * 1000).toISOString() }),
  })
  try {
    const issuer = session.issuers[judge.sts]
    const moved = (jwt: string) => (own === undefined ? jwt : withIssuer(jwt, own, issuer))
    const brokenIn = async (change: (jwt: string) => string): Promise<readonly JudgedRule[]> => {
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        ...(hasProof && { dpop: change(proof) }),
      }
      const fields = { ...form, ...(hasAssertion && { client_assertion: change(assertion) }) }
      const body = new URLSearchParams(fields).toString()
      const response = await judge.fetch(issuer + endpoints.token, { method: 'POST', headers, body })
      const results = await judge.control.verdictAt<JudgedRule>(String(response.headers.get(verdictHeader)))
      return results.filter(
        (rule) => rule.outcome === 'broken' && rule.severity === 'reject' && isShown(rule, hasAssertion, hasProof),
      )
    }
    // The proof's signature is that of the proof as it is.
    const isSignature = ({ id }: JudgedRule) => id === 'proof-signature'
    const asWritten = hasProof ? (await brokenIn((jwt) => jwt)).filter(isSignature) : []
    const broken = [...(await brokenIn(moved)).filter((rule) => !isSignature(rule)), ...asWritten]
    if (broken.length > 0) {
      const asInPact = (words: string) => relativeTo(at, own === undefined ? words : words.replaceAll(issuer, own))
      throw new Error(verdictText(broken, judge.profile, asInPact))
    }
  } finally {
    await session.end()
  }
}

/** A larger number is a time in milliseconds. */
const latestSeconds = 1e11

/** The later `iat` in epoch seconds: the request was sent when the later of the two was signed, as for `explain`. */
function writtenAt(...jwts: readonly (JsonObject | undefined)[]): number | undefined {
  const times = jwts.flatMap((jwt) => numericDate(jwt?.iat) ?? [])
  const seconds = times.map((time) => (time > latestSeconds ? time / 1000 : time))
  const usable = seconds.filter((time) => time > 0 && time < latestSeconds / 10)
  return usable.length === 0 ? undefined : Math.max(...usable)
}

/** A rule about what the pact only holds a place for is not broken by the consumer. */
function isShown({ at }: JudgedRule, hasAssertion: boolean, hasProof: boolean): boolean {
  return isWithin(at, 'assertion') ? hasAssertion : hasProof
}

/** `asInPact` gives a text of the twin the addresses and times of the pact. */
function verdictText(broken: readonly JudgedRule[], profile: ProfileName, asInPact: (words: string) => string): string {
  const lines = broken.map(({ id, expected, seen, fix }) => {
    const parts = [expected && `expected ${expected}`, seen && `seen ${seen}`, fix && `fix: ${fix}`]
    return asInPact(`  ${id}: ${parts.filter(Boolean).join('; ')}`)
  })
  return [`the request in the consumer's pact breaks rules of the profile ${profile}:`, ...lines].join('\n')
}

/** A day, in seconds. */
const day = 86_400

/** The text with the seconds around `at` as `iat`, because the time of a recorded request cannot be set again. */
function relativeTo(at: number | undefined, words: string): string {
  return words.replace(/\b\d{10}\b/g, (digits) => {
    const ahead = Number(digits) - Math.floor(at ?? 0)
    if (Math.abs(ahead) > day) return digits
    if (ahead === 0) return 'iat'
    return `iat ${ahead < 0 ? '-' : '+'} ${Math.abs(ahead)}`
  })
}

/** @throws {Error} if neither the proof nor the assertion of the pact names the issuer */
function assertFits(issuer: string, claims: JsonObject | undefined, proof: JsonObject | undefined): void {
  const named = Object.entries({ 'htu of the proof': proof?.htu, 'aud of the assertion': claims?.aud })
  const given = named.filter(([, value]) => value !== undefined)
  const fits = given.some(([, value]) => [value].flat().some((each) => String(each).startsWith(issuer)))
  if (fits || given.length === 0) return
  const seen = given.map(([name, value]) => `${name} is ${JSON.stringify(value)}`).join(', ')
  throw new Error(
    `consumerIssuer ${issuer} does not fit the pact: ${seen}. Give the issuer that the consumer's test used`,
  )
}

function issuerIn(claims: JsonObject | undefined, proof: JsonObject | undefined): string | undefined {
  const { htu } = proof ?? {}
  if (typeof htu === 'string' && htu.endsWith(endpoints.token)) return htu.slice(0, -endpoints.token.length)
  const { aud } = claims ?? {}
  return typeof aud === 'string' ? aud.replace(endpoints.token, '').replace(/\/$/, '') : undefined
}

/** The JWT with the address of one issuer for that of another, in its claims; its signature is not judged. */
function withIssuer(jwt: string, own: string, issuer: string): string {
  const [header, , signature] = jwt.split('.')
  const claims = claimsOf(jwt)
  if (claims === undefined) return jwt
  const moved = JSON.parse(JSON.stringify(claims), (_, value) =>
    typeof value === 'string' && value.startsWith(own) ? issuer + value.slice(own.length) : value,
  )
  return `${header}.${base64urlJson(moved)}.${signature}`
}
