/** The scenarios by name. */
import type { Scenario } from '../scenario.ts'
import { algNone } from './alg-none.ts'
import { anotherEnvironmentsIssuer } from './another-environments-issuer.ts'
import { badGateway } from './bad-gateway.ts'
import { badSignature } from './bad-signature.ts'
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
import { nonceChallengeWithoutHeader } from './nonce-challenge-without-header.ts'
import { nonceOnOtherErrors } from './nonce-on-other-errors.ts'
import { serverClockAhead } from './server-clock-ahead.ts'
import { serverClockBehind } from './server-clock-behind.ts'
import { serverError } from './server-error.ts'
import { serviceUnavailable } from './service-unavailable.ts'
import { severalAudiences } from './several-audiences.ts'
import { shortLivedToken } from './short-lived-token.ts'
import { slowAnswer } from './slow-answer.ts'
import { termsNotAccepted } from './terms-not-accepted.ts'
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

/** In the order in which a person looks for them: token endpoint, tokens, client, clock, metadata and keys. */
export const scenarios: readonly Scenario[] = [
  invalidClient,
  invalidRequest,
  invalidScope,
  invalidTarget,
  invalidGrant,
  unauthorizedClient,
  unsupportedGrantType,
  invalidDpopProof,
  endlessNonceChallenge,
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
  serverClockAhead,
  serverClockBehind,
  metadataDown,
  metadataWrongIssuer,
  metadataWithoutTokenEndpoint,
  jwksUnreachable,
  jwksEmpty,
  jwksHtml,
  jwksSlow,
]

const byName = new Map(scenarios.map((scenario) => [scenario.name, scenario]))

/** @throws {TypeError} for a name that there is none of */
export function requireScenario(name: string): Scenario {
  const scenario = byName.get(name)
  if (scenario !== undefined) return scenario
  throw new TypeError(`there is no scenario "${name}"; helseid-mock scenarios lists them`)
}
