/** Judges a token request, or one JWT of it, without a server: at its own time, by the rules that a text alone can be asked. */
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
  /** The STS it was meant for. Default: the one it was sent to, else what its `aud` or `htu` says. */
  readonly issuer?: string | undefined
  /** Epoch seconds at which it is judged. Default: its own `iat`. */
  readonly at?: number | undefined
  readonly profile?: ProfileName
  readonly severity?: Readonly<Record<string, Severity>>
  /** Public keys of the client; without them its signature is not looked at. */
  readonly keys?: readonly ClientKey[] | undefined
  /** The client as registered; without it nothing is said of what only a registration knows. */
  readonly client?: ClientRegistration | undefined
}

export interface Explanation {
  readonly what: 'token request' | 'client assertion' | 'DPoP proof'
  readonly issuer: string
  /** How the issuer is known. */
  readonly issuerFrom: 'asked for' | 'the address' | 'aud or htu' | 'assumed'
  /** The client that it names. */
  readonly clientId: string
  /** Epoch seconds. */
  readonly at: number
  /** How the time is known. */
  readonly atFrom: string
  readonly verdict: Verdict
}

/** @throws {SyntaxError} for a text that is neither a JWT nor a request */
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
  // What cannot be known is taken to be right, so that the rules that need it can be asked, and is then said to be unknown.
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

/** The rules that ask more than is given, by id, and what is missing. */
function unverifiableRules({ keys, client }: ExplainOptions): ReadonlyMap<string, string> {
  const missing: Readonly<Record<Asks, string | undefined>> = {
    memory: 'only the STS that was asked remembers that',
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

/** Whether the rule can be asked of the text: of a JWT alone, only what stands in it or asks which key signed it. */
function appliesTo(what: Explanation['what'], { at, asks, answer }: Rule): boolean {
  if (what === 'token request') return true
  // Whether a JWT was used before, and whether it should carry a nonce, depends on the exchange that it is part of.
  if (asks === 'memory' || answer.error === 'use_dpop_nonce') return false
  return what === 'client assertion' ? isWithin(at, 'assertion') || asks === 'key' : isWithin(at, 'proof')
}

interface Read {
  readonly what: Explanation['what']
  readonly request: TokenRequest
  readonly url?: string
}

function read(text: string): Read {
  // A JWT may have been wrapped by a terminal or a mail.
  const compact = text.replace(/\s+/g, '')
  if (!/^[\w-]+\.[\w-]*\.[\w-]*$/.test(compact)) return { what: 'token request', ...parseRequestText(text) }
  const jwt = readCompactJwt(compact)
  if ('unreadable' in jwt) throw new SyntaxError(`this looks like a JWT, but ${jwt.unreadable}`)
  const { typ } = jwt.header
  if (String(typ).toLowerCase() === 'at+jwt')
    throw new SyntaxError('this is an access token; explain judges what a client sends for one')
  const isProof = typ === dpopTyp || 'htm' in jwt.claims || 'jwk' in jwt.header
  return isProof
    ? { what: 'DPoP proof', request: requestOf({}, [compact]) }
    : { what: 'client assertion', request: requestAround(compact, jwt.claims) }
}

/** A good form around an assertion that came alone. */
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

/** Epoch seconds that a date can have; https://tc39.es/ecma262/#sec-time-values-and-time-range */
const latestTime = 8.64e12
/** Later than this is no time in seconds, but one in milliseconds. */
const latestSeconds = 1e11

function timeOf(
  requested: number | undefined,
  ...jwts: readonly (JsonObject | undefined)[]
): { at: number; atFrom: string } {
  if (requested !== undefined) return { at: requested, atFrom: 'the time asked for' }
  for (const claim of ['iat', 'nbf', 'exp'] as const) {
    const times = jwts
      .map((jwt) => Number(jwt?.[claim] ?? Number.NaN))
      .filter((value) => value > 0 && value < latestTime * 1000)
      .map((value) => ({ value, seconds: value > latestSeconds ? value / 1000 : value }))
    // An assertion may be older than the proof beside it: it was sent when the younger of them was made.
    const latest = times.sort((a, b) => b.seconds - a.seconds)[0]
    if (latest === undefined) continue
    const inMs = latest.value > latestSeconds ? ', read as milliseconds' : ''
    return { at: latest.seconds - (claim === 'exp' ? limits.assertionLifetime : 0), atFrom: `its ${claim}${inMs}` }
  }
  return { at: Date.now() / 1000, atFrom: 'now, for it has no time of its own' }
}

function issuerOf(
  requested: string | undefined,
  url: string | undefined,
  ...jwts: readonly (JsonObject | undefined)[]
): Pick<Explanation, 'issuer' | 'issuerFrom'> {
  if (requested !== undefined) return { issuer: base(requested), issuerFrom: 'asked for' }
  if (url !== undefined && URL.canParse(url) && new URL(url).pathname.endsWith(endpoints.token))
    return { issuer: base(url), issuerFrom: 'the address' }
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

/** Which APIs exist only the STS knows: a scope of the form `<owner>:<api>/<scope>` is taken to. */
function plausibleScopes(request: TokenRequest): string[] {
  return scopesOf(request).filter(
    (scope) => /^[\w.-]+:[\w.:-]+\/[\w.:-]+$/.test(scope) && audienceOf(scope) !== undefined,
  )
}

/** A client as HelseID registers them today, holding what it asks for. */
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
