/** The rules in HelseID's order, step by step, each with its severity in each profile. */
import type { Severities } from '../judge.ts'
import type { Rule, Severity } from '../rule.ts'
import { algAsymmetric } from './alg-asymmetric.ts'
import { algPsOrEs } from './alg-ps-or-es.ts'
import { apiDpop } from './api-dpop.ts'
import { assertionLength } from './assertion-length.ts'
import { assertionPresent } from './assertion-present.ts'
import { assertionReadable } from './assertion-readable.ts'
import { assertionType } from './assertion-type.ts'
import { audIsIssuer } from './aud-is-issuer.ts'
import { audIsString } from './aud-is-string.ts'
import { audNoTrailingSlash } from './aud-no-trailing-slash.ts'
import { audPresent } from './aud-present.ts'
import { audSingle } from './aud-single.ts'
import { audienceSingle } from './audience-single.ts'
import { bodyReadable } from './body-readable.ts'
import { bodySize } from './body-size.ts'
import { childEnabled } from './child-enabled.ts'
import { childListed } from './child-listed.ts'
import { clientEnabled } from './client-enabled.ts'
import { clientIdMatches } from './client-id-matches.ts'
import { clientIdPresent } from './client-id-present.ts'
import { clientKnown } from './client-known.ts'
import { clientSecretMatches } from './client-secret-matches.ts'
import { credentialsPresent } from './credentials-present.ts'
import { critUnderstood } from './crit-understood.ts'
import { curveFitsAlg } from './curve-fits-alg.ts'
import { detailsNameCurrent } from './details-name-current.ts'
import { detailsNameSingle } from './details-name-single.ts'
import { detailsStructure } from './details-structure.ts'
import { dpopHeaderOnce } from './dpop-header-once.ts'
import { dpopUsed } from './dpop-used.ts'
import { expIsNumber } from './exp-is-number.ts'
import { expNotPassed } from './exp-not-passed.ts'
import { expPresent } from './exp-present.ts'
import { fieldNames } from './field-names.ts'
import { fieldsOnce } from './fields-once.ts'
import { formEncoded } from './form-encoded.ts'
import { grantTypeAllowed } from './grant-type-allowed.ts'
import { grantTypeKnown } from './grant-type-known.ts'
import { grantTypeLength } from './grant-type-length.ts'
import { grantTypePresent } from './grant-type-present.ts'
import { grantTypeServed } from './grant-type-served.ts'
import { iatAhead } from './iat-ahead.ts'
import { iatIsNumber } from './iat-is-number.ts'
import { iatPresent } from './iat-present.ts'
import { iatReadable } from './iat-readable.ts'
import { issIsSub } from './iss-is-sub.ts'
import { jtiOnce } from './jti-once.ts'
import { jtiPresent } from './jti-present.ts'
import { keyAlgMatches } from './key-alg-matches.ts'
import { keyNotExpired } from './key-not-expired.ts'
import { keyRsa2048 } from './key-rsa-2048.ts'
import { kidPresent } from './kid-present.ts'
import { kidRegistered } from './kid-registered.ts'
import { lifetime } from './lifetime.ts'
import { methodPost } from './method-post.ts'
import { nbfAhead } from './nbf-ahead.ts'
import { nbfBeforeExp } from './nbf-before-exp.ts'
import { nbfIsNumber } from './nbf-is-number.ts'
import { nbfPresent } from './nbf-present.ts'
import { nbfReadable } from './nbf-readable.ts'
import { noClientSecret } from './no-client-secret.ts'
import { noncePresent } from './nonce-present.ts'
import { nonceValid } from './nonce-valid.ts'
import { organizationNumberFormat } from './organization-number-format.ts'
import { organizationPresent } from './organization-present.ts'
import { parentDelegated } from './parent-delegated.ts'
import { parentEnabled } from './parent-enabled.ts'
import { privateKeySent } from './private-key-sent.ts'
import { proofAlg } from './proof-alg.ts'
import { proofAlgPsOrEs } from './proof-alg-ps-or-es.ts'
import { proofBase64url } from './proof-base64url.ts'
import { proofCritUnderstood } from './proof-crit-understood.ts'
import { proofHtm } from './proof-htm.ts'
import { proofHtu } from './proof-htu.ts'
import { proofHtuPlain } from './proof-htu-plain.ts'
import { proofIat } from './proof-iat.ts'
import { proofIatIsNumber } from './proof-iat-is-number.ts'
import { proofIatPresent } from './proof-iat-present.ts'
import { proofJti } from './proof-jti.ts'
import { proofJwk } from './proof-jwk.ts'
import { proofJwkNames } from './proof-jwk-names.ts'
import { proofJwkPublic } from './proof-jwk-public.ts'
import { proofKeyRsa2048 } from './proof-key-rsa-2048.ts'
import { proofLength } from './proof-length.ts'
import { proofLifetimeClaims } from './proof-lifetime-claims.ts'
import { proofOnce } from './proof-once.ts'
import { proofPresent } from './proof-present.ts'
import { proofReadable } from './proof-readable.ts'
import { proofSignature } from './proof-signature.ts'
import { proofTyp } from './proof-typ.ts'
import { resourceIsUri } from './resource-is-uri.ts'
import { resourceKnown } from './resource-known.ts'
import { resourceLength } from './resource-length.ts'
import { resourceSingle } from './resource-single.ts'
import { scopeAny } from './scope-any.ts'
import { scopeGranted } from './scope-granted.ts'
import { scopeKnown } from './scope-known.ts'
import { scopeLength } from './scope-length.ts'
import { scopeNotIdentity } from './scope-not-identity.ts'
import { scopeNotOfflineAccess } from './scope-not-offline-access.ts'
import { scopeRemains } from './scope-remains.ts'
import { sfmMultiTenant } from './sfm-multi-tenant.ts'
import { signatureVerifies } from './signature-verifies.ts'
import { structureFitsMultiTenancy } from './structure-fits-multi-tenancy.ts'
import { subPresent } from './sub-present.ts'
import { systemCurrent } from './system-current.ts'
import { termsAccepted } from './terms-accepted.ts'
import { typClientAuthentication } from './typ-client-authentication.ts'

/**
 * `today`: how the live STS is observed to behave. `next`: every documented or announced requirement is enforced.
 * `lenient`: rejects only a request that cannot be parsed, an unknown client, a false signature or an unbound proof.
 */
export const profileNames = ['today', 'next', 'lenient'] as const
export type ProfileName = (typeof profileNames)[number]

type Row = readonly [rule: Rule, today: Severity, next: Severity, lenient: Severity]

/** HelseID's order: the first step that fails determines the answer. */
const steps: readonly { readonly step: JudgingStep; readonly rules: readonly Row[] }[] = [
  // biome-ignore format: a table is read by its columns
  { step: 'form', rules: [
    [methodPost,                 'reject', 'reject', 'reject'],
    [formEncoded,                'reject', 'reject', 'reject'],
    [bodyReadable,               'reject', 'reject', 'reject'],
    [fieldNames,                 'warn',   'warn',   'warn'],
    [fieldsOnce,                 'warn',   'warn',   'warn'],
  ] },
  // biome-ignore format: a table is read by its columns
  { step: 'credentials', rules: [
    [credentialsPresent,         'reject', 'reject', 'reject'],
    [noClientSecret,             'reject', 'reject', 'reject'],
    [clientSecretMatches,        'reject', 'reject', 'reject'],
    [assertionPresent,           'reject', 'reject', 'reject'],
    [assertionType,              'reject', 'reject', 'reject'],
    [assertionLength,            'reject', 'reject', 'reject'],
    [assertionReadable,          'reject', 'reject', 'reject'],
    [subPresent,                 'reject', 'reject', 'reject'],
  ] },
  // biome-ignore format: a table is read by its columns
  { step: 'client', rules: [
    [clientKnown,                'reject', 'reject', 'reject'],
    [clientEnabled,              'reject', 'reject', 'warn'],
    [typClientAuthentication,    'reject', 'reject', 'warn'],
    [algAsymmetric,              'reject', 'reject', 'reject'],
    [algPsOrEs,                  'warn',   'reject', 'warn'],
    [kidPresent,                 'warn',   'reject', 'warn'],
    [kidRegistered,              'warn',   'reject', 'warn'],
    [signatureVerifies,          'reject', 'reject', 'reject'],
    [keyNotExpired,              'reject', 'reject', 'warn'],
    [keyRsa2048,                 'reject', 'reject', 'warn'],
    [keyAlgMatches,              'warn',   'reject', 'warn'],
    [curveFitsAlg,               'warn',   'reject', 'warn'],
    [critUnderstood,             'warn',   'reject', 'warn'],
    [issIsSub,                   'reject', 'reject', 'warn'],
    [audPresent,                 'reject', 'reject', 'warn'],
    [audSingle,                  'reject', 'reject', 'warn'],
    [audIsIssuer,                'reject', 'reject', 'warn'],
    [audIsString,                'warn',   'reject', 'warn'],
    [audNoTrailingSlash,         'warn',   'reject', 'warn'],
    [expPresent,                 'reject', 'reject', 'warn'],
    [expIsNumber,                'warn',   'reject', 'warn'],
    [expNotPassed['300s'],       'reject', 'reject', 'warn'],
    [expNotPassed['60s'],        'off',    'reject', 'off'],
    [expNotPassed['0s'],         'warn',   'warn',   'warn'],
    [lifetime['60s'],            'reject', 'reject', 'warn'],
    [lifetime['10s'],            'warn',   'reject', 'warn'],
    [lifetime.tolerance,         'warn',   'warn',   'warn'],
    [nbfPresent,                 'warn',   'reject', 'warn'],
    [nbfReadable,                'reject', 'reject', 'warn'],
    [nbfIsNumber,                'warn',   'reject', 'warn'],
    [nbfAhead['300s'],           'reject', 'reject', 'warn'],
    [nbfAhead['60s'],            'off',    'reject', 'off'],
    [nbfAhead['10s'],            'warn',   'warn',   'warn'],
    [nbfBeforeExp,               'reject', 'reject', 'warn'],
    [iatPresent,                 'warn',   'reject', 'warn'],
    [iatReadable,                'warn',   'reject', 'warn'],
    [iatIsNumber,                'warn',   'warn',   'warn'],
    [iatAhead['300s'],           'warn',   'reject', 'warn'],
    [iatAhead['60s'],            'off',    'reject', 'off'],
    [jtiPresent,                 'reject', 'reject', 'warn'],
    [clientIdPresent,            'warn',   'warn',   'warn'],
    [clientIdMatches,            'warn',   'reject', 'warn'],
    [jtiOnce,                    'warn',   'reject', 'warn'],
  ] },
  // biome-ignore format: a table is read by its columns
  { step: 'headers', rules: [
    [dpopHeaderOnce,             'reject', 'reject', 'reject'],
    [bodySize,                   'reject', 'reject', 'reject'],
    [privateKeySent,             'warn',   'warn',   'warn'],
  ] },
  // biome-ignore format: a table is read by its columns
  { step: 'grant type', rules: [
    [grantTypePresent,           'reject', 'reject', 'reject'],
  ] },
  // biome-ignore format: a table is read by its columns
  { step: 'resource', rules: [
    [resourceLength,             'reject', 'reject', 'warn'],
    [resourceIsUri,              'reject', 'reject', 'warn'],
    [resourceSingle,             'reject', 'reject', 'reject'],
  ] },
  // biome-ignore format: a table is read by its columns
  { step: 'proof', rules: [
    [proofPresent,               'reject', 'reject', 'reject'],
    [dpopUsed,                   'warn',   'warn',   'warn'],
    [proofLength,                'reject', 'reject', 'reject'],
    [proofReadable,              'reject', 'reject', 'reject'],
    [proofBase64url,             'warn',   'warn',   'warn'],
    [proofTyp,                   'reject', 'reject', 'warn'],
    [proofCritUnderstood,        'warn',   'reject', 'warn'],
    [proofAlg,                   'reject', 'reject', 'reject'],
    [proofAlgPsOrEs,             'warn',   'reject', 'warn'],
    [proofJwk,                   'reject', 'reject', 'reject'],
    [proofJwkPublic,             'reject', 'reject', 'reject'],
    [proofJwkNames,              'warn',   'warn',   'warn'],
    [proofKeyRsa2048,            'warn',   'reject', 'warn'],
    [proofSignature,             'reject', 'reject', 'reject'],
    [proofJti,                   'reject', 'reject', 'warn'],
    [proofHtm,                   'reject', 'reject', 'warn'],
    [proofHtu,                   'reject', 'reject', 'warn'],
    [proofHtuPlain,              'warn',   'warn',   'warn'],
    [proofIatPresent,            'reject', 'reject', 'warn'],
    [proofIatIsNumber,           'warn',   'reject', 'warn'],
    [proofIat.window,            'reject', 'reject', 'warn'],
    [proofIat.windowNext,        'off',    'reject', 'off'],
    [proofIat.near,              'warn',   'warn',   'warn'],
    [proofLifetimeClaims,        'warn',   'warn',   'warn'],
    [noncePresent,               'reject', 'reject', 'reject'],
    [nonceValid,                 'reject', 'reject', 'reject'],
    [proofOnce,                  'reject', 'reject', 'warn'],
  ] },
  // biome-ignore format: a table is read by its columns
  { step: 'grant', rules: [
    [grantTypeLength,            'reject', 'reject', 'reject'],
    [grantTypeKnown,             'reject', 'reject', 'reject'],
    [grantTypeAllowed,           'reject', 'reject', 'reject'],
    [grantTypeServed,            'reject', 'reject', 'reject'],
    [scopeLength,                'reject', 'reject', 'warn'],
    [scopeAny,                   'reject', 'reject', 'reject'],
    [resourceKnown,              'reject', 'reject', 'reject'],
    [scopeKnown,                 'reject', 'reject', 'reject'],
    [scopeGranted,               'reject', 'reject', 'warn'],
    [scopeNotIdentity,           'reject', 'reject', 'reject'],
    [scopeNotOfflineAccess,      'reject', 'reject', 'warn'],
    [scopeRemains,               'reject', 'reject', 'reject'],
    [termsAccepted,              'warn',   'warn',   'warn'],
    [audienceSingle,             'warn',   'warn',   'warn'],
    [apiDpop,                    'reject', 'reject', 'warn'],
  ] },
  // biome-ignore format: a table is read by its columns
  { step: 'organization', rules: [
    [detailsNameSingle,          'reject', 'reject', 'warn'],
    [detailsStructure,           'reject', 'reject', 'warn'],
    [organizationNumberFormat,   'reject', 'reject', 'warn'],
    [structureFitsMultiTenancy,  'reject', 'reject', 'warn'],
    [parentEnabled,              'reject', 'reject', 'warn'],
    [parentDelegated,            'reject', 'reject', 'warn'],
    [childEnabled,               'reject', 'reject', 'warn'],
    [childListed,                'reject', 'reject', 'warn'],
    [organizationPresent,        'warn',   'warn',   'warn'],
    [detailsNameCurrent,         'warn',   'warn',   'warn'],
    [systemCurrent,              'warn',   'warn',   'warn'],
    [sfmMultiTenant,             'warn',   'warn',   'warn'],
  ] },
]

/** The steps in which HelseID validates a token request, first to last. */
export type JudgingStep =
  | 'form'
  | 'credentials'
  | 'client'
  | 'headers'
  | 'grant type'
  | 'resource'
  | 'proof'
  | 'grant'
  | 'organization'

export const rules: readonly Rule[] = steps.flatMap(({ rules }) => rules.map(([rule]) => rule))

/** HelseID's steps, in order. */
export const stepOrder: readonly JudgingStep[] = steps.map(({ step }) => step)

/** The step that a rule belongs to. */
export const stepOf: ReadonlyMap<string, JudgingStep> = new Map(
  steps.flatMap(({ step, rules }) => rules.map(([rule]) => [rule.id, step] as const)),
)

export const profiles: Readonly<Record<ProfileName, Severities>> = {
  today: column(1),
  next: column(2),
  lenient: column(3),
}

function column(index: 1 | 2 | 3): Severities {
  return Object.fromEntries(steps.flatMap(({ rules }) => rules.map((row) => [row[0].id, row[index]] as const)))
}
