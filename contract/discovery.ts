/** HelseID's discovery documents, exactly as recorded. */
import { dpopAlgorithms } from './algorithms.ts'
import { endpoints } from './endpoints.ts'

/** The recorded documents, the newest first. */
export const metadataVersions = ['2025-12', '2025-02'] as const
export type MetadataVersion = (typeof metadataVersions)[number]

export interface DiscoveryOptions {
  /** Default: the newest. */
  readonly version?: MetadataVersion
  /** Default: the recorded ones. */
  readonly dpopSigningAlgorithms?: readonly string[]
}

const signingAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512']

/**
 * The metadata of the STS with this `issuer`, which has no trailing slash. Order and types are as recorded; members
 * that the recordings lack are omitted on purpose. Version 2025-12 is a third party's copy of the test environment's document of December 2025.
 * Version 2025-02 was recorded in early 2025: production in HelseID.Library DiscoveryDocumentGetterTests.cs, the test environment in FHI
 * AuthenticationTests.cs.
 * @example
 * discoveryDocument('https://helseid-sts.test.nhn.no').token_endpoint // https://helseid-sts.test.nhn.no/connect/token
 */
export function discoveryDocument(
  issuer: string,
  { version = '2025-12', dpopSigningAlgorithms = dpopAlgorithms.advertised }: DiscoveryOptions = {},
) {
  const isOlder = version === '2025-02'
  return {
    issuer,
    jwks_uri: issuer + endpoints.jwks,
    authorization_endpoint: issuer + endpoints.authorize,
    token_endpoint: issuer + endpoints.token,
    userinfo_endpoint: issuer + endpoints.userinfo,
    end_session_endpoint: issuer + endpoints.endSession,
    check_session_iframe: issuer + endpoints.checkSession,
    revocation_endpoint: issuer + endpoints.revocation,
    introspection_endpoint: issuer + endpoints.introspection,
    ...(isOlder && {
      device_authorization_endpoint: issuer + endpoints.deviceAuthorization,
      backchannel_authentication_endpoint: issuer + endpoints.backchannelAuthentication,
    }),
    pushed_authorization_request_endpoint: issuer + endpoints.pushedAuthorizationRequest,
    require_pushed_authorization_requests: false,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    scopes_supported: [
      'openid',
      'profile',
      'offline_access',
      'helseid://scopes/client/info',
      'helseid://scopes/client/client_name',
      'helseid://scopes/identity/assurance_level',
      'helseid://scopes/identity/pid',
      'helseid://scopes/identity/pid_pseudonym',
      'helseid://scopes/identity/security_level',
      'helseid://scopes/identity/network',
      'nhn:tillitsrammeverk:parameters',
      'nhn:sfm:journal-id',
      'helseid://scopes/hpr/hpr_number',
    ],
    claims_supported: [
      'name',
      'family_name',
      'given_name',
      'middle_name',
      'helseid://claims/identity/assurance_level',
      'helseid://claims/identity/pid',
      'helseid://claims/identity/pid_pseudonym',
      'helseid://claims/identity/security_level',
      'helseid://claims/identity/network',
      'helseid://claims/hpr/hpr_number',
      'helseid://claims/client/client_name',
      'helseid://claims/client/client_tenancy',
      'helseid://claims/client/claims/orgnr_parent',
      'helseid://claims/client/claims/orgnr_child',
      'helseid://claims/client/claims/orgnr_supplier',
      'client_amr',
    ],
    grant_types_supported: [
      'authorization_code',
      'client_credentials',
      'refresh_token',
      ...(isOlder
        ? ['implicit', 'urn:ietf:params:oauth:grant-type:device_code', 'urn:openid:params:grant-type:ciba']
        : []),
      'urn:ietf:params:oauth:grant-type:token-exchange',
    ],
    response_types_supported: [
      'code',
      ...(isOlder ? ['token', 'id_token', 'id_token token', 'code id_token', 'code token', 'code id_token token'] : []),
    ],
    response_modes_supported: ['form_post', 'query', 'fragment'],
    token_endpoint_auth_methods_supported: [
      ...(isOlder ? ['client_secret_basic', 'client_secret_post'] : []),
      'private_key_jwt',
    ],
    ...(!isOlder && { token_endpoint_auth_signing_alg_values_supported: signingAlgorithms }),
    id_token_signing_alg_values_supported: ['RS256'],
    subject_types_supported: ['public'],
    code_challenge_methods_supported: [...(isOlder ? ['plain'] : []), 'S256'],
    request_parameter_supported: true,
    request_object_signing_alg_values_supported: [
      ...signingAlgorithms,
      ...(isOlder ? ['HS256', 'HS384', 'HS512'] : []),
    ],
    prompt_values_supported: isOlder ? ['none', 'login', 'consent', 'select_account'] : ['login'],
    authorization_response_iss_parameter_supported: true,
    ...(isOlder && {
      backchannel_token_delivery_modes_supported: ['poll'],
      backchannel_user_code_parameter_supported: true,
    }),
    dpop_signing_alg_values_supported: [...dpopSigningAlgorithms],
    expired_jwks_uri: issuer + endpoints.expiredJwks,
    available_idps: issuer + endpoints.availableIdps,
  }
}

export type DiscoveryDocument = ReturnType<typeof discoveryDocument>
