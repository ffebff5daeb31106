/** All scenarios, and lookup by name. */

import { didYouMean } from '../http/closest.ts'
import { accessDenied } from './access-denied.ts'
import { algNone } from './alg-none.ts'
import { anotherEnvironmentsIssuer } from './another-environments-issuer.ts'
import { apiBadGateway } from './api-bad-gateway.ts'
import { apiBearerOnly } from './api-bearer-only.ts'
import { apiConnectionReset } from './api-connection-reset.ts'
import { apiEhsec110002 } from './api-ehsec-110002.ts'
import { apiEndlessNonceChallenge } from './api-endless-nonce-challenge.ts'
import { apiForbidden } from './api-forbidden.ts'
import { apiInsufficientScope } from './api-insufficient-scope.ts'
import { apiKeyUnknown } from './api-key-unknown.ts'
import { apiNoAnswer } from './api-no-answer.ts'
import { apiNoChallenge } from './api-no-challenge.ts'
import { apiNonceChallenge } from './api-nonce-challenge.ts'
import { apiNonceChallengeWithoutHeader } from './api-nonce-challenge-without-header.ts'
import { apiNonceOnSuccess } from './api-nonce-on-success.ts'
import { apiProofRefused } from './api-proof-refused.ts'
import { apiProofReplayed } from './api-proof-replayed.ts'
import { apiServerError } from './api-server-error.ts'
import { apiServiceUnavailable } from './api-service-unavailable.ts'
import { apiSlowAnswer } from './api-slow-answer.ts'
import { apiTokenExpired } from './api-token-expired.ts'
import { apiTokenNotSeen } from './api-token-not-seen.ts'
import { apiTokenNotYetValid } from './api-token-not-yet-valid.ts'
import { apiTooManyRequests } from './api-too-many-requests.ts'
import { apiWrongAudience } from './api-wrong-audience.ts'
import { apiWrongIssuer } from './api-wrong-issuer.ts'
import { badGateway } from './bad-gateway.ts'
import { badSignature } from './bad-signature.ts'
import { bearerInsteadOfDpop } from './bearer-instead-of-dpop.ts'
import { clientDisabled } from './client-disabled.ts'
import { clientKeyExpired } from './client-key-expired.ts'
import { connectionReset } from './connection-reset.ts'
import { delegationWithdrawn } from './delegation-withdrawn.ts'
import { dribbledAnswer } from './dribbled-answer.ts'
import { emptyAnswer } from './empty-answer.ts'
import { endlessNonceChallenge } from './endless-nonce-challenge.ts'
import { expiredToken } from './expired-token.ts'
import { expiresInText } from './expires-in-text.ts'
import { foreignBinding } from './foreign-binding.ts'
import { foreignOrganization } from './foreign-organization.ts'
import { groups } from './groups.ts'
import { hs256Confusion } from './hs256-confusion.ts'
import { htmlAnswer } from './html-answer.ts'
import { invalidClient } from './invalid-client.ts'
import { invalidDpopProof } from './invalid-dpop-proof.ts'
import { invalidGrant } from './invalid-grant.ts'
import { invalidRequest } from './invalid-request.ts'
import { invalidScope } from './invalid-scope.ts'
import { invalidTarget } from './invalid-target.ts'
import { jwksEmpty } from './jwks-empty.ts'
import { jwksHtml } from './jwks-html.ts'
import { jwksSlow } from './jwks-slow.ts'
import { jwksUnreachable } from './jwks-unreachable.ts'
import { keyRetired } from './key-retired.ts'
import { keyRotated } from './key-rotated.ts'
import { largeToken } from './large-token.ts'
import { metadataDown } from './metadata-down.ts'
import { metadataWithoutTokenEndpoint } from './metadata-without-token-endpoint.ts'
import { metadataWrongIssuer } from './metadata-wrong-issuer.ts'
import { missingAccessToken } from './missing-access-token.ts'
import { missingAudience } from './missing-audience.ts'
import { missingBinding } from './missing-binding.ts'
import { missingExpiresIn } from './missing-expires-in.ts'
import { missingOrganization } from './missing-organization.ts'
import { missingScope } from './missing-scope.ts'
import { noAnswer } from './no-answer.ts'
import { nonceAlwaysExpired } from './nonce-always-expired.ts'
import { nonceChallengeWithoutHeader } from './nonce-challenge-without-header.ts'
import { nonceOnOtherErrors } from './nonce-on-other-errors.ts'
import { rejectedScope } from './rejected-scope.ts'
import type { Scenario } from './scenario.ts'
import { serverClockAhead } from './server-clock-ahead.ts'
import { serverClockBehind } from './server-clock-behind.ts'
import { serverError } from './server-error.ts'
import { serviceUnavailable } from './service-unavailable.ts'
import { severalAudiences } from './several-audiences.ts'
import { shortLivedToken } from './short-lived-token.ts'
import { slowAnswer } from './slow-answer.ts'
import { termsNotAccepted } from './terms-not-accepted.ts'
import { tokenEnded } from './token-ended.ts'
import { tokenNotYetValid } from './token-not-yet-valid.ts'
import { tokenTypeCase } from './token-type-case.ts'
import { tooManyRequests } from './too-many-requests.ts'
import { truncatedAnswer } from './truncated-answer.ts'
import { unauthorizedClient } from './unauthorized-client.ts'
import { unknownKey } from './unknown-key.ts'
import { unknownKid } from './unknown-kid.ts'
import { unsupportedGrantType } from './unsupported-grant-type.ts'
import { wrongAudience } from './wrong-audience.ts'
import { wrongContentType } from './wrong-content-type.ts'
import { wrongIssuer } from './wrong-issuer.ts'
import { wrongTyp } from './wrong-typ.ts'

/** The order is free: each scenario names its group. */
const listed: readonly Scenario[] = [
  invalidClient,
  invalidRequest,
  invalidScope,
  invalidTarget,
  invalidGrant,
  unauthorizedClient,
  unsupportedGrantType,
  invalidDpopProof,
  accessDenied,
  endlessNonceChallenge,
  nonceAlwaysExpired,
  nonceChallengeWithoutHeader,
  nonceOnOtherErrors,
  tooManyRequests,
  serviceUnavailable,
  serverError,
  badGateway,
  slowAnswer,
  emptyAnswer,
  htmlAnswer,
  wrongContentType,
  connectionReset,
  noAnswer,
  truncatedAnswer,
  dribbledAnswer,
  missingAccessToken,
  missingExpiresIn,
  expiresInText,
  tokenTypeCase,
  expiredToken,
  tokenNotYetValid,
  shortLivedToken,
  wrongIssuer,
  anotherEnvironmentsIssuer,
  wrongAudience,
  missingAudience,
  severalAudiences,
  missingScope,
  missingBinding,
  bearerInsteadOfDpop,
  foreignBinding,
  missingOrganization,
  foreignOrganization,
  badSignature,
  unknownKey,
  unknownKid,
  algNone,
  hs256Confusion,
  wrongTyp,
  largeToken,
  clientKeyExpired,
  clientDisabled,
  delegationWithdrawn,
  termsNotAccepted,
  rejectedScope,
  serverClockAhead,
  serverClockBehind,
  metadataDown,
  metadataWrongIssuer,
  metadataWithoutTokenEndpoint,
  keyRotated,
  keyRetired,
  jwksUnreachable,
  jwksEmpty,
  jwksHtml,
  jwksSlow,
  tokenEnded,
  apiTokenExpired,
  apiTokenNotYetValid,
  apiKeyUnknown,
  apiWrongAudience,
  apiWrongIssuer,
  apiTokenNotSeen,
  apiBearerOnly,
  apiNoChallenge,
  apiProofRefused,
  apiProofReplayed,
  apiNonceChallenge,
  apiEndlessNonceChallenge,
  apiNonceChallengeWithoutHeader,
  apiNonceOnSuccess,
  apiInsufficientScope,
  apiForbidden,
  apiEhsec110002,
  apiTooManyRequests,
  apiServerError,
  apiBadGateway,
  apiServiceUnavailable,
  apiSlowAnswer,
  apiConnectionReset,
  apiNoAnswer,
]

/** In the order of `groups`, and within a group in the order above. */
export const scenarios: readonly Scenario[] = groups.flatMap((group) =>
  listed.filter((scenario) => scenario.group === group),
)

const byName = new Map(scenarios.map((scenario) => [scenario.name, scenario]))

/** @throws {TypeError} for an unknown name */
export function requireScenario(name: string): Scenario {
  const scenario = byName.get(name)
  if (scenario !== undefined) return scenario
  throw new TypeError(
    `unknown scenario "${name}" (list them with \`helseid-mock scenarios\`)${didYouMean(name, [...byName.keys()])}`,
  )
}
