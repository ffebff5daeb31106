/** HelseID's endpoint paths, relative to the issuer. */

/** From the discovery document recorded in HelseID.Library DiscoveryDocumentGetterTests.cs (2025). */
export const endpoints = {
  discovery: '/.well-known/openid-configuration',
  jwks: '/.well-known/openid-configuration/jwks',
  authorize: '/connect/authorize',
  token: '/connect/token',
  userinfo: '/connect/userinfo',
  endSession: '/connect/endsession',
  checkSession: '/connect/checksession',
  revocation: '/connect/revocation',
  introspection: '/connect/introspect',
  deviceAuthorization: '/connect/deviceauthorization',
  backchannelAuthentication: '/connect/ciba',
  pushedAuthorizationRequest: '/connect/par',
  expiredJwks: '/connect/expiredjwks',
  availableIdps: '/connect/availableidps',
} as const
