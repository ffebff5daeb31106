/** Judges a token request or a single JWT without a server: as of the time it states, by the rules that can be evaluated from the text alone. */
import { audienceOf, endpoints } from 'helseid-contract'
import {
  type Asks,
  claimsOf,
  isWithin,
  type JsonObject,
  judge,
  type Place,
  passed,
  type Rule,
  rules,
  type Severity,
  trimmed,
} from 'helseid-contract/rules'
import type { ClientKey, ClientRegistration } from '../clients/registration.ts'
import { createRegistry } from '../clients/registry.ts'
import { createClock } from '../clock.ts'
import { gather } from '../verdict/facts.ts'
import { type FormValues, readForm } from '../verdict/form.ts'
import { severitiesOf } from '../verdict/severities.ts'
import type { TokenRequest } from '../verdict/token-request.ts'
import { type VerdictRule, toVerdict as verdictOf } from '../verdict/verdict.ts'
import { explainApiCall, isForApi } from './api-call.ts'
import { type ExplainOptions, type Explanation, type NotChecked, signatureBy, toVerdict } from './explanation.ts'
import { issuerOf, othersThan, stsOf, timeOf } from './issuer-and-time.ts'
import { type Found, readPasted, selected } from './read-pasted.ts'

/**
 * Judges what was found in a text, or the first thing in a text.
 * @throws {SyntaxError} if the text contains nothing that can be judged
 */
export function explain(given: string | Found, options: ExplainOptions = {}): Explanation {
  const found = typeof given === 'string' ? (selected(readPasted(given)).judged[0] as Found) : given
  return found.accessToken !== undefined || found.what === 'API call' || isForApi(found)
    ? explainApiCall(found, options)
    : explainTokenRequest(found, options)
}

function explainTokenRequest(found: Found, options: ExplainOptions): Explanation {
  const { what, request, url, notShown } = found
  const assertion = claimsOf(formOf(request).get('client_assertion')?.[0])
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
  const unverifiable = unverifiableRules(options, notShown)
  const passedUnseen = new Map<string, string>()
  const skipped = new Set(rules.filter((rule) => !appliesTo(what, rule)).map(({ id }) => id))
  const severities = severitiesOf(options.profile ?? 'today', options.severity, allOff(skipped))
  // Rules that cannot be evaluated count as passed, so that rules that need them run; they are then reported as not evaluated.
  const evaluatedRules = rules.map((rule) =>
    unverifiable.has(rule.id) ? { ...rule, check: passed } : onlyOfTheShown(rule, request, notShown, passedUnseen),
  )
  const verdict = verdictOf(judge(facts, evaluatedRules, severities))
  const reported = verdict.rules
    .filter(({ id }) => !skipped.has(id))
    .map((rule): VerdictRule => {
      const because = rule.outcome === 'passed' ? (unverifiable.get(rule.id) ?? passedUnseen.get(rule.id)) : undefined
      return because === undefined ? rule : { ...rule, outcome: 'not evaluated', because }
    })
  const notChecked = notCheckedOf(reported, unverifiable, found)
  return {
    what,
    issuer,
    issuerFrom,
    clientId: client.clientId,
    at,
    atFrom,
    signature: signatureBy(reported, what === 'DPoP proof' ? 'proof-signature' : 'signature-verifies'),
    notChecked,
    verdict: toVerdict(reported, verdict.answer, {
      isWhole: what === 'token request' && !notChecked.some(({ required }) => required),
    }),
  }
}

/** What a rule that cannot be evaluated is about. */
const subjects: Readonly<Record<Asks, string>> = {
  key: 'the signature of the assertion, and its key',
  registration: 'the registration of the client',
  memory: 'nonce and reuse',
}

/** Parts first, then what is missing to check them. Only rules that reject count. */
function notCheckedOf(
  reported: readonly VerdictRule[],
  unverifiable: ReadonlyMap<string, string>,
  { what, notShown }: Found,
): NotChecked[] {
  const parts = Object.entries(notShown).map(([part, because]) => ({
    what: part === 'line' ? 'method and URL' : `the ${part}`,
    because,
    required: true,
  }))
  const missing = (['key', 'registration', 'memory'] as const).flatMap((asks) => {
    const rule = reported.find(
      ({ id, severity, because }) =>
        because !== undefined && because === unverifiable.get(id) && severity === 'reject' && asksOf(id) === asks,
    )
    if (rule?.because !== undefined)
      return [{ what: subjects[asks], because: rule.because, required: asks !== 'memory' }]
    // No rule about this assertion depends on the registration; whether the client exists does.
    const because =
      asks === 'registration' && what === 'client assertion' ? unverifiable.get('client-known') : undefined
    return because === undefined ? [] : [{ what: subjects[asks], because, required: false }]
  })
  return [...parts, ...missing]
}

function asksOf(id: string): Asks | undefined {
  // A key that is given alone can verify the signature; under which `kid` it is registered is a matter of the registration.
  if (id === 'kid-registered') return 'registration'
  return rules.find((rule) => rule.id === id)?.asks
}

/**
 * The rule, not evaluated where it would fail for something that the text does not show. Where it passes only because of
 * that, its id is added to `passedUnseen` with the reason.
 */
function onlyOfTheShown(
  rule: Rule,
  request: TokenRequest,
  notShown: Found['notShown'],
  passedUnseen: Map<string, string>,
): Rule {
  if (Object.keys(notShown).length === 0) return rule
  const form = formOf(request)
  const because = (at: Place): string | undefined => {
    if (at === 'method') return notShown.line
    if (at === 'proof.signature' || at === 'assertion.signature') return notShown.signature
    if (isWithin(at, 'proof') || at.startsWith('headers.'))
      return request.dpop.length > 0 ? undefined : notShown.headers
    if (isWithin(at, 'assertion')) return form.has('client_assertion') ? undefined : notShown.body
    return at === 'form' || at === 'body' || !form.has(at.replace(/^form\./, '')) ? notShown.body : undefined
  }
  return {
    ...rule,
    check: (facts) => {
      const finding = rule.check(facts)
      const reason = because((finding.outcome === 'broken' ? finding.at : undefined) ?? rule.at)
      if (reason !== undefined && finding.outcome === 'passed') passedUnseen.set(rule.id, reason)
      return reason === undefined || finding.outcome === 'passed'
        ? finding
        : { outcome: 'not evaluated', because: reason }
    },
  }
}

function allOff(ids: ReadonlySet<string>): Record<string, Severity> {
  return Object.fromEntries([...ids].map((id) => [id, 'off' as const]))
}

/** The rules that need more than is given, by id, and what is missing. */
function unverifiableRules(
  { keys, client, noClient }: ExplainOptions,
  notShown: Found['notShown'],
): ReadonlyMap<string, string> {
  const missing: Readonly<Record<Asks, string | undefined>> = {
    memory: 'only the STS that got the request knows this',
    registration: client === undefined ? (noClient ?? 'no registration was given: use --client or --twin') : undefined,
    key:
      notShown.signature ??
      (client === undefined && keys === undefined
        ? (noClient ?? 'no key was given: use --jwk, --client or --twin')
        : undefined),
  }
  const isWithoutKid = client === undefined && keys?.every(({ kid }) => kid === undefined)
  return new Map(
    rules.flatMap(({ id, asks }) => {
      const because =
        id === 'kid-registered' && isWithoutKid
          ? 'the given key has no kid: use --client or --twin'
          : asks && missing[asks]
      return because === undefined ? [] : [[id, because] as const]
    }),
  )
}

/** Whether the rule applies to the input. Of a single JWT, only rules about its content or its signing key do. */
function appliesTo(what: Found['what'], { at, asks, answer }: Rule): boolean {
  if (what === 'token request') return true
  // Replay and nonce rules depend on the exchange that the JWT is part of.
  if (asks === 'memory' || answer.error === 'use_dpop_nonce') return false
  return what === 'client assertion' ? isWithin(at, 'assertion') || asks === 'key' : isWithin(at, 'proof')
}

function scopesOf(request: TokenRequest): string[] {
  const scope = formOf(request).get('scope')?.join(',') ?? ''
  return trimmed(scope).split(' ').filter(Boolean)
}

function formOf({ body }: TokenRequest): FormValues {
  const read = readForm(body?.toString('utf8') ?? '')
  return 'unreadable' in read ? new Map() : read.values
}

/** Only the STS knows which APIs exist; a scope of the form `<owner>:<api>/<scope>` is assumed to exist. */
function plausibleScopes(request: TokenRequest): string[] {
  return scopesOf(request).filter(
    (scope) => /^[\w.-]+:[\w.:-]+\/[\w.:-]+$/.test(scope) && audienceOf(scope) !== undefined,
  )
}

/** The client that a token request or an assertion names. */
export function clientIdIn(request: TokenRequest): string | undefined {
  const form = formOf(request)
  const id = claimsOf(form.get('client_assertion')?.[0])?.sub ?? form.get('client_id')?.[0]
  return id === undefined || id === '' ? undefined : String(id)
}

/** The scope of a client whose request names none. */
export const noScope = 'unknown:api/scope'

/** A client as HelseID registers them today, with the scopes it requests. `assertion` has the claims. */
export function assumedClient(
  request: TokenRequest,
  assertion: JsonObject | undefined,
  keys: readonly ClientKey[] = [],
): ClientRegistration {
  const scopes = plausibleScopes(request)
  return {
    clientId: clientIdIn(request) ?? 'unknown',
    jwks: { keys },
    scopes: scopes.length > 0 ? scopes : [noScope],
    tenancy: JSON.stringify([assertion?.assertion_details]).includes('1.0.6523') ? 'multi-tenant' : 'single-tenant',
  }
}
