/** What to change in an API that does not check something, and the setting of common platforms that is the usual cause. */
import { proofAdvice } from './proof-advice.ts'

/**
 * `express` is jose's `jwtVerify` behind a middleware; `createTokenVerifier` of helseid-client/verifier checks all of this. `Go` is
 * github.com/golang-jwt/jwt/v5.
 */
export const platforms = ['ASP.NET Core', 'Spring Security', 'express', 'Go'] as const
export type Platform = (typeof platforms)[number]

export interface Advice {
  /** What to change, whatever the platform. */
  readonly fix: string
  /** The setting of each platform that does it, or is the usual cause. */
  readonly on: Readonly<Record<Platform, string>>
}

/** ASP.NET Core's settings are members of `TokenValidationParameters` unless they say otherwise. */
const tokenAdvice = {
  token: {
    fix: 'Refuse requests without a token before they reach the endpoint',
    on: {
      'ASP.NET Core': 'RequireAuthorization() on the endpoint, or a FallbackPolicy',
      'Spring Security': 'authorizeHttpRequests(requests -> requests.anyRequest().authenticated())',
      express: 'app.use the middleware that verifies tokens before the routes',
      Go: 'wrap the handler itself, not only its router group',
    },
  },
  scheme: {
    fix: 'Refuse a token that has cnf under any scheme but DPoP',
    on: {
      'ASP.NET Core':
        'ConfigureDPoPTokensForScheme(scheme, options => options.TokenMode = DPoPMode.DPoPOnly) of Duende.AspNetCore.Authentication.JwtBearer; JwtBearer alone ignores cnf',
      'Spring Security': 'use 6.5 or later, whose BearerTokenAuthenticationFilter refuses bound tokens',
      express:
        'compare the scheme of Authorization with payload.cnf; createTokenVerifier of helseid-client/verifier does',
      Go: 'compare the scheme of Authorization with the claim cnf',
    },
  },
  'scheme of unbound tokens': {
    fix: 'Refuse Bearer tokens at an endpoint that takes DPoP: an endpoint accepts one or the other',
    on: {
      'ASP.NET Core': 'options.TokenMode = DPoPMode.DPoPOnly in ConfigureDPoPTokensForScheme',
      'Spring Security': 'add new JwtClaimValidator<>("cnf", Objects::nonNull) to the validators of the JwtDecoder',
      express: 'accept only the scheme DPoP; createTokenVerifier of helseid-client/verifier does',
      Go: 'accept only the scheme DPoP',
    },
  },
  cnf: {
    fix: 'Refuse a token without cnf.jkt under the scheme DPoP',
    on: {
      'ASP.NET Core': 'in your own handler of OnTokenValidated, call Fail if the claim cnf is missing',
      'Spring Security': 'add new JwtClaimValidator<>("cnf", Objects::nonNull) to the validators of the JwtDecoder',
      express: "requiredClaims: ['cnf'] in jose’s jwtVerify",
      Go: 'return an error from Validate() of your claims if cnf is missing',
    },
  },
  exp: {
    fix: 'Refuse expired tokens',
    on: {
      'ASP.NET Core': 'ValidateLifetime = true, and no LifetimeValidator that returns true',
      'Spring Security': 'setJwtValidator replaces the default validators: keep new JwtTimestampValidator()',
      express: 'jose’s jwtVerify, not decodeJwt; clockTolerance of a few seconds',
      Go: 'no jwt.WithoutClaimsValidation() and no ParseUnverified',
    },
  },
  'exp present': {
    fix: 'Refuse a token without exp, which would be valid for ever',
    on: {
      'ASP.NET Core': 'RequireExpirationTime = true (the default)',
      'Spring Security':
        'add new JwtClaimValidator<>("exp", Objects::nonNull): JwtTimestampValidator accepts a token without exp',
      express: "requiredClaims: ['exp'] in jose’s jwtVerify",
      Go: 'jwt.WithExpirationRequired()',
    },
  },
  'clock tolerance': {
    fix: 'Accept an expired token for a few seconds at most: a token lives ten minutes, so minutes of tolerance make it live much longer',
    on: {
      'ASP.NET Core': 'ClockSkew = TimeSpan.FromSeconds(10); the default is five minutes',
      'Spring Security': 'new JwtTimestampValidator(Duration.ofSeconds(10)); the default is 60 s',
      express: 'clockTolerance: 10 in jose’s jwtVerify; the default is 0',
      Go: 'jwt.WithLeeway(10 * time.Second); the default is 0',
    },
  },
  nbf: {
    fix: 'Refuse a token before its nbf',
    on: {
      'ASP.NET Core': 'ValidateLifetime = true, and no LifetimeValidator that returns true',
      'Spring Security': 'setJwtValidator replaces the default validators: keep new JwtTimestampValidator()',
      express: 'jose’s jwtVerify, not decodeJwt',
      Go: 'no jwt.WithoutClaimsValidation(); claims of your own embed jwt.RegisteredClaims',
    },
  },
  iss: {
    fix: 'Compare iss with the one configured issuer',
    on: {
      'ASP.NET Core': 'ValidateIssuer = true and ValidIssuer, or Authority, which sets it from the metadata',
      'Spring Security':
        'issuer-uri, or JwtValidators.createDefaultWithIssuer(issuer): jwk-set-uri alone does not check iss',
      express: 'issuer in jose’s jwtVerify',
      Go: 'jwt.WithIssuer(issuer)',
    },
  },
  environment: {
    fix: 'Accept the issuer of one environment only: a token from HelseID’s test environment must not work in production',
    on: {
      'ASP.NET Core': 'ValidIssuer with one issuer instead of ValidIssuers with all environments',
      'Spring Security':
        'issuer-uri for each profile, and no JwtIssuerAuthenticationManagerResolver with all environments',
      express: 'issuer in jose’s jwtVerify is one text, not a list of all environments',
      Go: 'jwt.WithIssuer(issuer) with the issuer of this environment',
    },
  },
  'iss exactly': {
    fix: 'Compare iss character for character; HelseID’s issuer has no trailing slash',
    on: {
      'ASP.NET Core': 'ValidIssuer without a trailing slash, and no IssuerValidator that trims it',
      'Spring Security': 'JwtIssuerValidator compares exactly: remove your validator that trims the slash',
      express: 'issuer in jose’s jwtVerify compares exactly: remove any other comparison',
      Go: 'jwt.WithIssuer compares exactly: remove any other comparison',
    },
  },
  aud: {
    fix: 'Require your own audience in aud',
    on: {
      'ASP.NET Core': 'ValidateAudience = true and ValidAudience',
      'Spring Security': 'spring.security.oauth2.resourceserver.jwt.audiences: the issuer alone does not check aud',
      express: 'audience in jose’s jwtVerify',
      Go: 'jwt.WithAudience(audience)',
    },
  },
  'single aud': {
    fix: 'Require that aud is your own audience and no other: a token for two APIs can be used by one of them at the other',
    on: {
      'ASP.NET Core':
        'AudienceValidator = (audiences, _, _) => audiences.Count() == 1 && audiences.First() == audience',
      'Spring Security': 'new JwtClaimValidator<List<String>>("aud", List.of(audience)::equals)',
      express: 'compare payload.aud with the audience yourself; createTokenVerifier of helseid-client/verifier does',
      Go: 'compare len(claims.Audience) with 1 in Validate() of your claims',
    },
  },
  typ: {
    fix: 'Accept only the typ at+jwt, and JWT of HelseID’s older tokens, so that no other JWT of HelseID counts as a token',
    on: {
      'ASP.NET Core': 'ValidTypes = ["at+jwt", "JWT"]; by default any typ is accepted',
      'Spring Security':
        'validateType(false) on the NimbusJwtDecoder builder turns the check off: add a JwtTypeValidator for at+jwt and JWT',
      express:
        'compare protectedHeader.typ, which jose’s jwtVerify returns, with at+jwt and JWT: its option typ takes one value only',
      Go: 'compare token.Header["typ"] with at+jwt and JWT in the Keyfunc; jwt does not',
    },
  },
  scope: {
    fix: 'Answer 403 with insufficient_scope if the token has no scope',
    on: {
      'ASP.NET Core':
        'a policy with RequireClaim("scope", scope) on the endpoint; MapInboundClaims = false keeps the name',
      'Spring Security': 'hasAuthority("SCOPE_" + scope) instead of authenticated()',
      express: 'compare payload.scope, which is a list at HelseID, after jose’s jwtVerify',
      Go: 'compare the claim scope, which is a list at HelseID, after Parse',
    },
  },
  'whole scope': {
    fix: 'Compare whole scopes, not the beginning or a part of a text',
    on: {
      'ASP.NET Core': 'RequireClaim("scope", scope) instead of StartsWith or Contains on a text',
      'Spring Security': 'hasAuthority("SCOPE_" + scope) instead of an expression with startsWith',
      express: 'payload.scope.includes(scope) on the list, not on a joined text',
      Go: 'slices.Contains(scopes, scope) instead of strings.Contains or HasPrefix',
    },
  },
  alg: {
    fix: 'Accept only the algorithms of HelseID’s keys; never none',
    on: {
      'ASP.NET Core':
        'RequireSignedTokens = true (the default), and no SignatureValidator that reads tokens unverified',
      'Spring Security': 'a NimbusJwtDecoder instead of your JwtDecoder that only parses',
      express: "algorithms: ['RS256'] in jose’s jwtVerify, not decodeJwt",
      Go: 'jwt.WithValidMethods([]string{"RS256"}), and no jwt.UnsafeAllowNoneSignatureType',
    },
  },
  'key type': {
    fix: 'Accept only asymmetric algorithms, so that a public key is never used as a secret',
    on: {
      'ASP.NET Core': 'ValidAlgorithms = ["RS256"], and no SymmetricSecurityKey made of a public key',
      'Spring Security': 'jwsAlgorithm(SignatureAlgorithm.RS256) on the NimbusJwtDecoder builder',
      express: "algorithms: ['RS256'] in jose’s jwtVerify",
      Go: 'jwt.WithValidMethods([]string{"RS256"}): the Keyfunc alone does not fix the algorithm',
    },
  },
  signature: {
    fix: 'Verify the signature with the published key that the kid names, over header and payload as received',
    on: {
      'ASP.NET Core': 'no SignatureValidator of your own; ReadJsonWebToken does not verify',
      'Spring Security': 'a NimbusJwtDecoder: SignedJWT.parse and JWTParser do not verify',
      express: 'jose’s jwtVerify, not decodeJwt',
      Go: 'jwt.Parse, not ParseUnverified',
    },
  },
  kid: {
    fix: 'Refuse a kid that is not in the JWKS, after fetching it again',
    on: {
      'ASP.NET Core': 'TryAllIssuerSigningKeys = false; by default every key is tried',
      'Spring Security': 'a JWKSource that selects by kid, which withIssuerLocation and withJwkSetUri do',
      express: 'createRemoteJWKSet, which selects by kid',
      Go: 'return an error from the Keyfunc if the kid is unknown, not a jwt.VerificationKeySet of all keys',
    },
  },
  'origin of the key': {
    fix: 'Take keys only from the issuer’s JWKS; ignore jku, jwk, x5u and x5c in the header of a token',
    on: {
      'ASP.NET Core': 'no IssuerSigningKeyResolver that reads the header of the token',
      'Spring Security': 'withIssuerLocation or withJwkSetUri, without a JWSKeySelector that reads the header',
      express: 'createRemoteJWKSet, not EmbeddedJWK',
      Go: 'the Keyfunc reads kid and nothing else from token.Header',
    },
  },
  organisation: {
    fix: 'Answer 403 if the token names no organisation (orgnr_parent) and the endpoint depends on it',
    on: {
      'ASP.NET Core': 'a policy with RequireClaim("helseid://claims/client/claims/orgnr_parent")',
      'Spring Security': 'an AuthorizationManager that reads the claim from the Jwt',
      express: 'organizationOf of helseid-client/verifier, or the claim itself, before the endpoint decides',
      Go: 'read the claim before the endpoint decides, and refuse an empty text',
    },
  },
  'format of the organisation number': {
    fix: 'Answer 403 if orgnr_parent does not have nine digits; do not look up anything else',
    on: {
      'ASP.NET Core': 'RequireAssertion with a comparison of the whole claim, not only its presence',
      'Spring Security': 'an AuthorizationManager that compares the whole claim, not only its presence',
      express: 'compare the whole claim, not only its presence',
      Go: 'compare the whole claim, not only its presence',
    },
  },
  'rights of the organisation': {
    fix: 'Answer 403 to an organisation without access to the data',
    on: {
      'ASP.NET Core': 'an AuthorizationHandler that compares orgnr_parent with the organisations that have access',
      'Spring Security': 'an AuthorizationManager that compares orgnr_parent with the organisations that have access',
      express: 'compare orgnr_parent with the organisations that have access, after the token is verified',
      Go: 'compare orgnr_parent with the organisations that have access, after the token is verified',
    },
  },
} as const satisfies Readonly<Record<string, Advice>>

export const advice = { ...tokenAdvice, ...proofAdvice } as const satisfies Readonly<Record<string, Advice>>

/** What an API does not check if it accepts a request that it must refuse. */
export type Guard = keyof typeof advice

/** The advice as one text: what to change, then the setting of each platform, one a line. */
export function adviceText(guard: Guard): string {
  const { fix, on } = advice[guard]
  return [fix, ...platforms.map((platform) => `${platform}: ${on[platform]}`)].join('\n')
}
