/** Judges a call of an API, or an access token or a proof for a call on its own, by the rules for them. RFC 9449 7 */
import { endpoints, environments } from 'helseid-contract'
import { claimsOf, type JsonObject, judge } from 'helseid-contract/rules'
import { createRegistry } from '../clients/registry.ts'
import { createClock } from '../clock.ts'
import { readCompactJwt } from '../verdict/compact-jwt.ts'
import { gather } from '../verdict/facts.ts'
import { severitiesOf } from '../verdict/severities.ts'
import { toVerdict as verdictOf } from '../verdict/verdict.ts'
import {
  type ApiCall,
  callRules,
  errorOf,
  evaluated,
  noProof,
  noToken,
  proofRules,
  sharedRules,
  tokenRules,
} from './api-call-rules.ts'
import {
  type ExplainedRule,
  type ExplainOptions,
  type Explanation,
  type NotChecked,
  signatureBy,
  toVerdict,
} from './explanation.ts'
import { issuerOf, othersThan, stsOf, timeOf } from './issuer-and-time.ts'
import type { Found } from './read-pasted.ts'

/** True for a proof that was not created for the token endpoint: `ath` is only for calls of APIs. RFC 9449 4.2 */
export function isForApi({ what, request }: Found): boolean {
  const { ath, htu } = (what === 'DPoP proof' && claimsOf(request.dpop[0])) || {}
  if (ath !== undefined) return true
  if (typeof htu !== 'string' || !URL.canParse(htu)) return false
  const { origin, pathname } = new URL(htu)
  const path = pathname.toLowerCase().replace(/\/+$/, '')
  // The address of the issuer is a common mistake in a proof for the token endpoint.
  const isIssuer = Object.values(environments).some(({ issuer }) => issuer === origin + path)
  return !isIssuer && !path.endsWith(endpoints.token)
}

export function explainApiCall(given: Found, options: ExplainOptions): Explanation {
  const isProof = given.what === 'DPoP proof'
  const found = isProof
    ? { ...given, notShown: { ...given.notShown, line: 'the text shows a proof alone, not the call' } }
    : given
  const { request, accessToken, url } = found
  const jwt = accessToken === undefined ? undefined : readCompactJwt(accessToken)
  const { header, claims }: { header: JsonObject; claims: JsonObject } =
    jwt === undefined || 'unreadable' in jwt ? { header: {}, claims: {} } : jwt
  const proof = claimsOf(request.dpop[0])
  const { at, atFrom } = proof === undefined ? timeOf(options.at, claims) : timeOf(options.at, proof)
  const { issuer, issuerFrom } = issuerOfToken(options.issuer, claims)
  const sts = { name: stsOf(issuer), issuer, tokenEndpoint: issuer + endpoints.token, otherIssuers: othersThan(issuer) }
  const sources = {
    clock: createClock(() => at * 1000),
    registry: createRegistry(),
    nonces: { judge: () => 'valid' as const },
  }
  const facts = gather(request, sts, sources)
  const call: ApiCall = {
    found,
    scheme: /^\w+/.exec(request.authorization ?? '')?.[0].toLowerCase(),
    header,
    claims,
    proof,
    jkt: facts.proof.jkt,
    at,
    keys: options.keys,
  }
  const unreadable = jwt !== undefined && 'unreadable' in jwt
  const ofToken = (isProof ? [] : tokenRules).map((rule) => {
    const isSkipped = rule.id !== 'token-present' && accessToken === undefined
    if (isSkipped) return evaluated(rule, { because: noToken })
    if (unreadable && rule.id === 'token-typ')
      return evaluated(rule, {
        expected: 'a JWT',
        seen: `text in which ${jwt.unreadable}`,
        fix: 'Send the `access_token` of the token response, unchanged',
      })
    return evaluated(rule, unreadable ? { because: 'the token is not a readable JWT' } : rule.check(call))
  })
  const isCall = found.what === 'API call'
  const ofCall = isCall ? callRules.map((rule) => evaluated(rule, rule.check(call))) : []
  const hasProof = request.dpop.length === 1
  const shared =
    (isCall || isProof) && hasProof
      ? verdictOf(judge(facts, sharedRules, severitiesOf(options.profile ?? 'today'))).rules.map(ofShown)
      : []
  const isReadable = proof !== undefined
  const ofProof =
    isCall || isProof ? proofRules.map((rule) => evaluated(rule, isReadable ? rule.check(call) : noProof)) : []
  const isBearer = call.scheme !== 'dpop' && !hasProof
  const reported = [...ofToken, ...ofCall, ...shared, ...ofProof].map(
    (rule): ExplainedRule => (rule.id === 'token-bound' && isBearer ? { ...rule, severity: 'warn' } : rule),
  )
  const decisive = reported.find(({ outcome, severity }) => outcome === 'broken' && severity === 'reject')
  const notChecked = notCheckedOf(reported, found)
  return {
    what: found.what,
    ...(isProof && typeof proof?.htu === 'string' && { calls: proof.htu }),
    issuer,
    issuerFrom,
    clientId: String(claims.client_id ?? 'unknown'),
    at,
    atFrom,
    signature: signatureBy(reported, isProof ? 'proof-signature' : 'token-signature'),
    notChecked,
    verdict: toVerdict(reported, decisive && { status: 401, error: errorOf(decisive.id), rule: decisive.id }, {
      isWhole: false,
    }),
  }

  /** A signature that the text does not show is not judged. */
  function ofShown(rule: ExplainedRule): ExplainedRule {
    const because = found.notShown.signature
    const isCut = request.dpop[0]?.endsWith('.') === true
    if (!isCut || because === undefined || rule.id !== 'proof-signature') return rule
    const { id, requires, at: place, severity, status, source } = rule
    return { id, requires, at: place, severity, status, source, outcome: 'not evaluated', because }
  }

  function issuerOfToken(given: string | undefined, { iss }: JsonObject): Pick<Explanation, 'issuer' | 'issuerFrom'> {
    if (given === undefined && typeof iss === 'string') return { issuer: iss, issuerFrom: 'iss' }
    return issuerOf(given, url)
  }
}

function notCheckedOf(reported: readonly ExplainedRule[], { what: kind, notShown }: Found): NotChecked[] {
  const of = (id: string, what: string): NotChecked[] => {
    const because = reported.find((rule) => rule.id === id && rule.outcome === 'not evaluated')?.because
    return because === undefined || because === noProof.because ? [] : [{ what, because, required: true }]
  }
  return [
    ...(notShown.headers === undefined ? [] : [{ what: 'the headers', because: notShown.headers, required: true }]),
    ...of('token-signature', 'the signature of the token'),
    ...(kind === 'DPoP proof' ? of('proof-signature', 'the signature of the proof') : []),
    ...(kind === 'DPoP proof' ? of('proof-htm', 'the method in the proof') : []),
    ...of('proof-htu', 'the address in the proof'),
    ...(kind === 'DPoP proof' ? of('proof-ath', 'the hash of the access token in the proof') : []),
    {
      what: kind === 'DPoP proof' ? 'nonce and reuse' : 'audience and scopes, nonce and reuse',
      because: 'only the API that got the call knows this',
      required: false,
    },
  ]
}
