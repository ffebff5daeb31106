/** The interactions of the contract: with the token service, with Selvbetjening, with an API. */
import type { Interaction } from '../interaction.ts'
import { accessDenied } from './access-denied.ts'
import { apiCall } from './api-call.ts'
import { apiNonceChallenge } from './api-nonce-challenge.ts'
import { apiOrganizationMissing } from './api-organization-missing.ts'
import { apiProofForAnotherAddress } from './api-proof-for-another-address.ts'
import { apiProofOfAnotherToken } from './api-proof-of-another-token.ts'
import { apiProofReplayed } from './api-proof-replayed.ts'
import { apiProofStale } from './api-proof-stale.ts'
import { apiScopeMissing } from './api-scope-missing.ts'
import { apiTokenExpired } from './api-token-expired.ts'
import { apiTokenForAnotherApi } from './api-token-for-another-api.ts'
import { apiTokenForged } from './api-token-forged.ts'
import { apiTokenNotYetValid } from './api-token-not-yet-valid.ts'
import { apiTokenOfAnotherEnvironment } from './api-token-of-another-environment.ts'
import { apiTokenUnbound } from './api-token-unbound.ts'
import { clientDisabled } from './client-disabled.ts'
import { delegationMissing } from './delegation-missing.ts'
import { grantNotAllowed } from './grant-not-allowed.ts'
import { grantNotKnown } from './grant-not-known.ts'
import { grantNotValid } from './grant-not-valid.ts'
import { jwks } from './jwks.ts'
import { keyAdded } from './key-added.ts'
import { keyExpired } from './key-expired.ts'
import { keyNotRegistered } from './key-not-registered.ts'
import { keyRefused } from './key-refused.ts'
import { keysListed } from './keys-listed.ts'
import { metadata } from './metadata.ts'
import { nonceChallenge } from './nonce-challenge.ts'
import { proofForAnotherAddress } from './proof-for-another-address.ts'
import { resourceNotKnown } from './resource-not-known.ts'
import { scopeNotGranted } from './scope-not-granted.ts'
import { scopeNotKnown } from './scope-not-known.ts'
import { scopeOfAPerson } from './scope-of-a-person.ts'
import { structureOfASingleTenant } from './structure-of-a-single-tenant.ts'
import { tokenForAllScopes } from './token-for-all-scopes.ts'
import { tokenForMultiTenant } from './token-for-multi-tenant.ts'
import { tokenForOneResource } from './token-for-one-resource.ts'
import { tokenForOneScope } from './token-for-one-scope.ts'
import { tokenForSfm } from './token-for-sfm.ts'
import { tokenForSingleTenant } from './token-for-single-tenant.ts'
import { tokenWithoutRejectedScope } from './token-without-rejected-scope.ts'
import { unitNotListed } from './unit-not-listed.ts'

/** In the order in which a client encounters them. */
export const interactions = {
  metadata,
  jwks,
  nonceChallenge,
  tokenForOneScope,
  tokenForAllScopes,
  tokenForOneResource,
  tokenForSingleTenant,
  tokenForMultiTenant,
  tokenForSfm,
  tokenWithoutRejectedScope,
  keyNotRegistered,
  keyExpired,
  clientDisabled,
  proofForAnotherAddress,
  grantNotAllowed,
  grantNotKnown,
  grantNotValid,
  scopeNotKnown,
  scopeNotGranted,
  scopeOfAPerson,
  resourceNotKnown,
  structureOfASingleTenant,
  unitNotListed,
  delegationMissing,
  accessDenied,
  keyAdded,
  keysListed,
  keyRefused,
  apiCall,
  apiNonceChallenge,
  apiTokenExpired,
  apiTokenNotYetValid,
  apiTokenForAnotherApi,
  apiTokenForged,
  apiTokenOfAnotherEnvironment,
  apiTokenUnbound,
  apiScopeMissing,
  apiOrganizationMissing,
  apiProofForAnotherAddress,
  apiProofStale,
  apiProofOfAnotherToken,
  apiProofReplayed,
} as const satisfies Record<string, Interaction>

export type InteractionName = keyof typeof interactions
