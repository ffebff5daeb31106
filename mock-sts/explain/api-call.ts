/** Judges a call of an API, or an access token on its own, by the rules for them. RFC 9449 7 */
import { endpoints } from 'helseid-contract'
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

export function explainApiCall(found: Found, options: ExplainOptions): Explanation {
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
  const ofToken = tokenRules.map((rule) => {
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
    isCall && hasProof ? verdictOf(judge(facts, sharedRules, severitiesOf(options.profile ?? 'today'))).rules : []
  const isReadable = proof !== undefined
  const ofProof = isCall ? proofRules.map((rule) => evaluated(rule, isReadable ? rule.check(call) : noProof)) : []
  const isBearer = call.scheme !== 'dpop' && !hasProof
  const reported = [...ofToken, ...ofCall, ...shared, ...ofProof].map(
    (rule): ExplainedRule => (rule.id === 'token-bound' && isBearer ? { ...rule, severity: 'warn' } : rule),
  )
  const decisive = reported.find(({ outcome, severity }) => outcome === 'broken' && severity === 'reject')
  const notChecked = notCheckedOf(reported, found)
  return {
    what: isCall ? 'API call' : 'access token',
    issuer,
    issuerFrom,
    clientId: String(claims.client_id ?? 'unknown'),
    at,
    atFrom,
    signature: signatureBy(reported, 'token-signature'),
    notChecked,
    verdict: toVerdict(reported, decisive && { status: 401, error: errorOf(decisive.id), rule: decisive.id }, {
      isWhole: false,
    }),
  }

  function issuerOfToken(given: string | undefined, { iss }: JsonObject): Pick<Explanation, 'issuer' | 'issuerFrom'> {
    if (given === undefined && typeof iss === 'string') return { issuer: iss, issuerFrom: 'iss' }
    return issuerOf(given, url)
  }
}

function notCheckedOf(reported: readonly ExplainedRule[], { notShown }: Found): NotChecked[] {
  const of = (id: string, what: string): NotChecked[] => {
    const because = reported.find((rule) => rule.id === id && rule.outcome === 'not evaluated')?.because
    return because === undefined || because === noProof.because ? [] : [{ what, because, required: true }]
  }
  return [
    ...(notShown.headers === undefined ? [] : [{ what: 'the headers', because: notShown.headers, required: true }]),
    ...of('token-signature', 'the signature of the token'),
    ...of('proof-htu', 'the address in the proof'),
    {
      what: 'audience and scopes, nonce and reuse',
      because: 'only the API that got the call knows this',
      required: false,
    },
  ]
}
