/** Judges a token request, or one JWT of it, without a server: at its own time, by the rules that concern it. */
import {
  audienceOf,
  clientAssertionType,
  dpopTyp,
  endpoints,
  environments,
  type StsName,
  stsNamed,
} from 'helseid-contract'
import {
  type JsonObject,
  judge,
  notEvaluated,
  type ProfileName,
  type Rule,
  rules,
  type Severity,
  stepOf,
} from 'helseid-contract/rules'
import { createClock } from './clock.ts'
import { readCompactJwt } from './compact-jwt.ts'
import { severitiesOf } from './config.ts'
import { gather } from './facts.ts'
import { parseRequestText } from './http-text.ts'
import type { ClientKey, ClientRegistration } from './registration.ts'
import { createRegistry } from './registry.ts'
import { createReplayMemory } from './replay-memory.ts'
import type { TokenRequest } from './token-request.ts'
import { toVerdict, type Verdict } from './verdict.ts'

export interface ExplainOptions {
  /** The STS it was meant for. Default: read from `aud` or `htu`. */
  readonly issuer?: string | undefined
  /** Epoch seconds at which it is judged. Default: its own `iat`. */
  readonly at?: number | undefined
  readonly profile?: ProfileName
  readonly severity?: Readonly<Record<string, Severity>>
  /** Public keys of the client; without them its signature is not looked at. */
  readonly keys?: readonly ClientKey[] | undefined
  /** The client as registered; default: one that may do all that it asks. */
  readonly client?: ClientRegistration | undefined
}

export interface Explanation {
  readonly what: 'token request' | 'client assertion' | 'DPoP proof'
  readonly issuer: string
  /** The client that it names. */
  readonly clientId: string
  /** Epoch seconds. */
  readonly at: number
  readonly verdict: Verdict
}

/** @throws {SyntaxError} for a text that is neither a JWT nor a request */
export function explain(text: string, options: ExplainOptions = {}): Explanation {
  const { what, request } = read(text.trim())
  const assertion = claimsOf(new URLSearchParams(request.body?.toString('utf8')).get('client_assertion'))
  const proof = claimsOf(request.dpop[0])
  const issuer = options.issuer ?? issuerOf(assertion, proof)
  const at = options.at ?? timeOf(assertion) ?? timeOf(proof) ?? Date.now() / 1000
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
      // Whether a nonce is valid only the STS that gave it can say.
      nonces: { issue: () => '', judge: () => 'valid' },
      assertionReplay: createReplayMemory(),
      proofReplay: createReplayMemory(),
    },
  )
  const withKeys = options.keys !== undefined || options.client !== undefined
  const concerned = rules.filter((rule) => concerns[what](rule))
  const asked = rules.map((rule) => (withKeys || !keyRules.has(rule.id) ? rule : withoutKeys(rule)))
  const severities = severitiesOf(options.profile ?? 'today', options.severity)
  const silent = Object.fromEntries(
    rules.filter((rule) => !concerned.includes(rule)).map(({ id }) => [id, 'off' as const]),
  )
  const verdict = toVerdict(judge(facts, asked, { ...severities, ...silent }))
  return {
    what,
    issuer,
    clientId: client.clientId,
    at,
    verdict: { ...verdict, rules: verdict.rules.filter(({ id }) => !(id in silent)) },
  }
}

const keyRules = new Set(['kid-registered', 'signature-verifies', 'key-not-expired', 'key-rsa-2048', 'key-alg-matches'])
/** Rules that speak of more than the JWT itself. */
const beyondAssertion = new Set([
  'client-known',
  'client-enabled',
  'client-id-present',
  'client-id-matches',
  'jti-once',
])
const beyondProof = new Set(['proof-present', 'dpop-used', 'nonce-present', 'nonce-valid', 'proof-once'])
const aboutAssertion = new Set(['assertion-length', 'assertion-readable', 'sub-present'])

const concerns: Readonly<Record<Explanation['what'], (rule: Rule) => boolean>> = {
  'token request': () => true,
  'client assertion': ({ id }) => {
    const step = stepOf.get(id)
    return aboutAssertion.has(id) || step === 'organization' || (step === 'client' && !beyondAssertion.has(id))
  },
  'DPoP proof': ({ id }) => stepOf.get(id) === 'proof' && !beyondProof.has(id),
}

function withoutKeys(rule: Rule): Rule {
  return { ...rule, check: () => notEvaluated('no key was given: use --jwk, --client or --twin') }
}

function read(text: string): { what: Explanation['what']; request: TokenRequest } {
  if (!/^[\w-]+\.[\w-]*\.[\w-]*$/.test(text)) return { what: 'token request', request: parseRequestText(text) }
  const jwt = readCompactJwt(text)
  if ('unreadable' in jwt) throw new SyntaxError(`this looks like a JWT, but ${jwt.unreadable}`)
  const { typ } = jwt.header
  if (String(typ).toLowerCase() === 'at+jwt')
    throw new SyntaxError('this is an access token; explain judges what a client sends for one')
  const isProof = typ === dpopTyp || 'htm' in jwt.claims || 'jwk' in jwt.header
  return isProof
    ? { what: 'DPoP proof', request: requestOf({}, [text]) }
    : { what: 'client assertion', request: requestAround(text, jwt.claims) }
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

function claimsOf(jwt: string | null | undefined): JsonObject | undefined {
  const read = jwt ? readCompactJwt(jwt) : { unreadable: '' }
  return 'unreadable' in read ? undefined : read.claims
}

function timeOf(claims: JsonObject | undefined): number | undefined {
  const { iat, nbf } = claims ?? {}
  const time = Number(iat ?? nbf)
  return Number.isFinite(time) && time > 0 ? time : undefined
}

/** The issuer in `aud` or `htu`, if that is one we know; otherwise HelseID's test STS. */
function issuerOf(assertion: JsonObject | undefined, proof: JsonObject | undefined): string {
  const addresses = [assertion?.aud, proof?.htu].flat().filter((value) => typeof value === 'string')
  const bases = addresses.map((address) =>
    address
      .replace(/[?#].*$/, '')
      .replace(endpoints.token, '')
      .replace(/\/+$/, ''),
  )
  return bases.find((base) => URL.canParse(base) && isIssuer(base)) ?? environments.test1.issuer
}

function isIssuer(address: string): boolean {
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

/** Which APIs exist only the STS knows: a scope of the form `<owner>:<api>/<scope>` is taken to. */
function plausibleScopes({ body }: TokenRequest): string[] {
  const scopes = new URLSearchParams(body?.toString('utf8')).get('scope')?.split(' ') ?? []
  return scopes.filter((scope) => /^[\w.-]+:[\w.:-]+\/[\w.:-]+$/.test(scope) && audienceOf(scope) !== undefined)
}

/** A client that may do what it asks for, so that only what is wrong with the request itself is reported. */
function assumedClient(
  request: TokenRequest,
  assertion: JsonObject | undefined,
  keys: readonly ClientKey[] = [],
): ClientRegistration {
  const form = new URLSearchParams(request.body?.toString('utf8'))
  const details = JSON.stringify([assertion?.assertion_details, assertion?.authorization_details])
  const child = /"value":"(\d{9})"/.exec(details)?.[1]
  return {
    clientId: String(assertion?.sub ?? form.get('client_id') ?? 'unknown'),
    jwks: { keys },
    scopes: form.get('scope')?.split(' ').filter(Boolean) ?? ['unknown/scope'],
    requireDpop: request.dpop.length > 0,
    ...(details.includes('1.0.6523') && { tenancy: 'multi-tenant' as const }),
    ...(child !== undefined && { tenancy: 'single-tenant' as const, children: [child] }),
  }
}
