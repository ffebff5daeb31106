/** Judges a token request or a single JWT without a server: as of the time it states, by the rules that can be evaluated from the text alone. */
import {
  audienceOf,
  clientAssertionType,
  dpopTyp,
  endpoints,
  environments,
  limits,
  type StsName,
  stsNamed,
} from 'helseid-contract'
import {
  type Asks,
  claimsOf,
  isWithin,
  type JsonObject,
  judge,
  type ProfileName,
  passed,
  type Rule,
  rules,
  type Severity,
} from 'helseid-contract/rules'
import type { ClientKey, ClientRegistration } from '../clients/registration.ts'
import { createRegistry } from '../clients/registry.ts'
import { createClock } from '../clock.ts'
import { readCompactJwt } from '../verdict/compact-jwt.ts'
import { gather } from '../verdict/facts.ts'
import { severitiesOf } from '../verdict/severities.ts'
import type { TokenRequest } from '../verdict/token-request.ts'
import { toVerdict, type Verdict, type VerdictRule } from '../verdict/verdict.ts'
import { parseRequestText } from './request-text.ts'

export interface ExplainOptions {
  /** The issuer it was meant for. Default: the one it was sent to, else the one in `aud` or `htu`. */
  readonly issuer?: string | undefined
  /** Judge as of this time, in epoch seconds. Default: its `iat`. */
  readonly at?: number | undefined
  readonly profile?: ProfileName
  readonly severity?: Readonly<Record<string, Severity>>
  /** The client's public keys; without them the signature is not verified. */
  readonly keys?: readonly ClientKey[] | undefined
  /** The client's registration; without it, rules that depend on a registration are not evaluated. */
  readonly client?: ClientRegistration | undefined
}

export interface Explanation {
  readonly what: 'token request' | 'client assertion' | 'DPoP proof'
  readonly issuer: string
  /** Where the issuer comes from. */
  readonly issuerFrom: 'the given issuer' | 'the request URL' | 'aud or htu' | 'assumed'
  /** The client id in the request. */
  readonly clientId: string
  /** Epoch seconds. */
  readonly at: number
  /** Where the time comes from. */
  readonly atFrom: string
  readonly verdict: Verdict
}

/** @throws {SyntaxError} if the text is neither a JWT nor a request */
export function explain(text: string, options: ExplainOptions = {}): Explanation {
  const { what, request, url } = read(text.trim())
  const assertion = claimsOf(new URLSearchParams(request.body?.toString('utf8')).get('client_assertion'))
  const proof = claimsOf(request.dpop[0])
  const { issuer, issuerFrom } = issuerOf(options.issuer, url, assertion, proof)
  const { at, atFrom } = timeOf(options.at, assertion, proof)
  const client = options.client ?? assumedClient(request, assertion, options.keys)
  const registry = createRegistry()
  registry.registerClient(options.keys ? { ...client, jwks: { keys: options.keys } } : client)
  for (const scope of plausibleScopes(request))
    registry.registerApi({ audience: audienceOf(scope) as string, scopes: [scope] })
  const facts = gather(
    request,
    { name: stsOf(issuer), issuer, tokenEndpoint: issuer + endpoints.token, otherIssuers: othersThan(issuer) },
    {
      clock: createClock(() => at * 1000),
      registry,
      nonces: { judge: () => 'valid' },
    },
  )
  const unverifiable = unverifiableRules(options)
  const skipped = new Set(rules.filter((rule) => !appliesTo(what, rule)).map(({ id }) => id))
  const severities = severitiesOf(options.profile ?? 'today', options.severity, allOff(skipped))
  // Rules that cannot be evaluated count as passed, so that rules that need them run; they are then reported as not evaluated.
  const evaluatedRules = rules.map((rule) => (unverifiable.has(rule.id) ? { ...rule, check: passed } : rule))
  const verdict = toVerdict(judge(facts, evaluatedRules, severities))
  const reportedRules = verdict.rules
    .filter(({ id }) => !skipped.has(id))
    .map((rule): VerdictRule => {
      const because = rule.outcome === 'passed' ? unverifiable.get(rule.id) : undefined
      return because === undefined ? rule : { ...rule, outcome: 'not evaluated', because }
    })
  return {
    what,
    issuer,
    issuerFrom,
    clientId: client.clientId,
    at,
    atFrom,
    verdict: { ...verdict, rules: reportedRules },
  }
}

function allOff(ids: ReadonlySet<string>): Record<string, Severity> {
  return Object.fromEntries([...ids].map((id) => [id, 'off' as const]))
}

/** The rules that need more than is given, by id, and what is missing. */
function unverifiableRules({ keys, client }: ExplainOptions): ReadonlyMap<string, string> {
  const missing: Readonly<Record<Asks, string | undefined>> = {
    memory: 'only the STS that got the request knows this',
    registration: client === undefined ? 'no registration was given: use --client or --twin' : undefined,
    key: client === undefined && keys === undefined ? 'no key was given: use --jwk, --client or --twin' : undefined,
  }
  return new Map(
    rules.flatMap(({ id, asks }) => {
      const because = asks && missing[asks]
      return because === undefined ? [] : [[id, because] as const]
    }),
  )
}

/** Whether the rule applies to the input. Of a single JWT, only rules about its content or its signing key do. */
function appliesTo(what: Explanation['what'], { at, asks, answer }: Rule): boolean {
  if (what === 'token request') return true
  // Replay and nonce rules depend on the exchange that the JWT is part of.
  if (asks === 'memory' || answer.error === 'use_dpop_nonce') return false
  return what === 'client assertion' ? isWithin(at, 'assertion') || asks === 'key' : isWithin(at, 'proof')
}

interface Read {
  readonly what: Explanation['what']
  readonly request: TokenRequest
  readonly url?: string
}

function read(text: string): Read {
  // A terminal or mail client may have wrapped the JWT.
  const compact = text.replace(/\s+/g, '')
  if (!/^[\w-]+\.[\w-]*\.[\w-]*$/.test(compact)) return { what: 'token request', ...parseRequestText(text) }
  const jwt = readCompactJwt(compact)
  if ('unreadable' in jwt) throw new SyntaxError(`this looks like a JWT, but ${jwt.unreadable}`)
  const { typ } = jwt.header
  if (String(typ).toLowerCase() === 'at+jwt')
    throw new SyntaxError('this is an access token; explain judges token requests, client assertions and DPoP proofs')
  const isProof = typ === dpopTyp || 'htm' in jwt.claims || 'jwk' in jwt.header
  return isProof
    ? { what: 'DPoP proof', request: requestOf({}, [compact]) }
    : { what: 'client assertion', request: requestAround(compact, jwt.claims) }
}

/** A valid form around a single assertion. */
function requestAround(assertion: string, { sub }: JsonObject): TokenRequest {
  return requestOf({
    client_assertion: assertion,
    client_assertion_type: clientAssertionType,
    grant_type: 'client_credentials',
    client_id: String(sub ?? ''),
  })
}

function requestOf(form: Record<string, string>, dpop: readonly string[] = []): TokenRequest {
  const body = Buffer.from(new URLSearchParams(form).toString())
  return {
    method: 'POST',
    contentType: 'application/x-www-form-urlencoded',
    authorization: undefined,
    dpop,
    body,
    bodyBytes: body.length,
  }
}

/** The latest time a `Date` can represent, in epoch seconds. https://tc39.es/ecma262/#sec-time-values-and-time-range */
const latestTime = 8.64e12
/** A larger number is a time in milliseconds, not seconds. */
const latestSeconds = 1e11

function timeOf(
  requested: number | undefined,
  ...jwts: readonly (JsonObject | undefined)[]
): { at: number; atFrom: string } {
  if (requested !== undefined) return { at: requested, atFrom: 'the given time' }
  for (const claim of ['iat', 'nbf', 'exp'] as const) {
    const times = jwts
      .map((jwt) => Number(jwt?.[claim] ?? Number.NaN))
      .filter((value) => value > 0 && value < latestTime * 1000)
      .map((value) => ({ value, seconds: value > latestSeconds ? value / 1000 : value }))
    // An assertion may be older than its proof: the request was sent when the later of the two was created.
    const latest = times.sort((a, b) => b.seconds - a.seconds)[0]
    if (latest === undefined) continue
    const inMs = latest.value > latestSeconds ? ', read as milliseconds' : ''
    return { at: latest.seconds - (claim === 'exp' ? limits.assertionLifetime : 0), atFrom: `its ${claim}${inMs}` }
  }
  return { at: Date.now() / 1000, atFrom: 'now, because it contains no time' }
}

function issuerOf(
  requested: string | undefined,
  url: string | undefined,
  ...jwts: readonly (JsonObject | undefined)[]
): Pick<Explanation, 'issuer' | 'issuerFrom'> {
  if (requested !== undefined) return { issuer: base(requested), issuerFrom: 'the given issuer' }
  if (url !== undefined && URL.canParse(url) && new URL(url).pathname.endsWith(endpoints.token))
    return { issuer: base(url), issuerFrom: 'the request URL' }
  const named = jwts.flatMap((jwt) => [jwt?.aud, jwt?.htu]).flat()
  const issuer = named.flatMap((value) => (typeof value === 'string' ? [base(value)] : [])).find(isIssuer)
  return issuer === undefined
    ? { issuer: environments.test1.issuer, issuerFrom: 'assumed' }
    : { issuer, issuerFrom: 'aud or htu' }
}

function base(address: string): string {
  const withoutQuery = address.replace(/[?#].*$/, '')
  return withoutQuery.replace(endpoints.token, '').replace(/\/+$/, '')
}

function isIssuer(address: string): boolean {
  if (!URL.canParse(address)) return false
  const known = Object.values(environments).some(({ issuer }) => issuer === address)
  return known || stsNamed(new URL(address).pathname.split('/').at(-1) ?? '') !== undefined
}

function stsOf(issuer: string): StsName {
  const environment = Object.values(environments).find((candidate) => candidate.issuer === issuer)
  return environment?.sts ?? stsNamed(issuer.split('/').at(-1) ?? '') ?? 'test'
}

function othersThan(issuer: string): string[] {
  return Object.values(environments).flatMap((environment) => (environment.issuer === issuer ? [] : environment.issuer))
}

function scopesOf({ body }: TokenRequest): string[] {
  return new URLSearchParams(body?.toString('utf8')).get('scope')?.split(' ').filter(Boolean) ?? []
}

/** Only the STS knows which APIs exist; a scope of the form `<owner>:<api>/<scope>` is assumed to exist. */
function plausibleScopes(request: TokenRequest): string[] {
  return scopesOf(request).filter(
    (scope) => /^[\w.-]+:[\w.:-]+\/[\w.:-]+$/.test(scope) && audienceOf(scope) !== undefined,
  )
}

/** A client as HelseID registers them today, with the scopes it requests. */
function assumedClient(
  request: TokenRequest,
  assertion: JsonObject | undefined,
  keys: readonly ClientKey[] = [],
): ClientRegistration {
  const form = new URLSearchParams(request.body?.toString('utf8'))
  const scopes = plausibleScopes(request)
  return {
    clientId: String(assertion?.sub ?? form.get('client_id') ?? 'unknown'),
    jwks: { keys },
    scopes: scopes.length > 0 ? scopes : ['unknown:api/scope'],
    tenancy: JSON.stringify([assertion?.assertion_details]).includes('1.0.6523') ? 'multi-tenant' : 'single-tenant',
  }
}
