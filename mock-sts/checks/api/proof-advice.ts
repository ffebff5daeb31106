/** What to change in an API that does not check a DPoP proof, and where each platform does. */
import type { Advice } from './advice.ts'

/** These platforms check the whole proof, so the usual cause is that they are not used, or were replaced. */
const usual = {
  'ASP.NET Core':
    'ConfigureDPoPTokensForScheme of Duende.AspNetCore.Authentication.JwtBearer checks it; JwtBearer alone does not',
  'Spring Security':
    'oauth2ResourceServer of 6.5 or later checks it; a DPoPProofJwtDecoderFactory of your own must do so, too',
  express: 'createTokenVerifier of helseid-client/verifier checks it; jose’s jwtVerify with EmbeddedJWK alone does not',
  Go: 'check it in the middleware: jwt.Parse verifies only the signature and the times',
} as const

const proofOf = (fix: string, on: Partial<Advice['on']> = {}): Advice => ({ fix, on: { ...usual, ...on } })

export const proofAdvice = {
  proof: proofOf('Refuse a bound token without a DPoP proof'),
  'number of proofs': proofOf('Refuse a request with more than one DPoP header', {
    express: 'count req.headersDistinct.dpop: req.headers.dpop joins the values by a comma',
    Go: 'len(request.Header["Dpop"]) must be 1: Header.Get returns the first',
  }),
  ath: proofOf('Compare ath with the base64url SHA-256 of the token that was sent, and refuse a proof without it'),
  'replay of proofs': proofOf(
    'Remember each proof (its jti) for as long as it is accepted, and refuse the second use',
    {
      'ASP.NET Core':
        'register a distributed cache, in which Duende.AspNetCore.Authentication.JwtBearer remembers proofs; with several instances a shared one',
      'Spring Security':
        'oauth2ResourceServer of 6.5 or later remembers proofs in memory; with several instances add a shared store',
      express:
        'createTokenVerifier of helseid-client/verifier remembers proofs; with several instances set replayStore',
      Go: 'keep the hashes of the jti until the proof is too old, in a shared store with several instances',
    },
  ),
  htm: proofOf('Compare htm with the method of the request, and refuse a proof without it', {
    Go: 'compare the claim htm with request.Method',
  }),
  htu: proofOf('Compare htu with the URL of the request without query and fragment, and refuse a proof without it', {
    'ASP.NET Core':
      'ConfigureDPoPTokensForScheme of Duende.AspNetCore.Authentication.JwtBearer compares it; behind a proxy add UseForwardedHeaders',
    'Spring Security':
      'oauth2ResourceServer of 6.5 or later compares it; behind a proxy set server.forward-headers-strategy=framework',
    express: 'createTokenVerifier of helseid-client/verifier compares it; behind a proxy set origin',
    Go: 'compare the claim htu with the public URL: behind a proxy request.Host may differ',
  }),
  'jti of proofs': proofOf('Refuse a proof without jti, which could not be recognised when used twice'),
  'jwk of proofs': proofOf('Refuse a proof whose header has no jwk'),
  'private key in a proof': proofOf('Refuse a proof whose jwk has private members: its key is no longer secret', {
    express: 'createTokenVerifier of helseid-client/verifier refuses it; EmbeddedJWK of jose does, too',
    Go: 'refuse a jwk that has d, p, q, dp, dq, qi or k',
  }),
  'alg of proofs': proofOf('Accept only asymmetric algorithms for proofs, such as ES256 and PS256', {
    'ASP.NET Core': 'ProofTokenValidationParameters.ValidAlgorithms in ConfigureDPoPTokensForScheme',
    express: "algorithms: ['ES256', 'PS256'] in jose’s jwtVerify, or proofAlgorithms of createTokenVerifier",
    Go: 'jwt.WithValidMethods([]string{"ES256", "PS256"}) when the proof is parsed',
  }),
  'typ of proofs': proofOf('Accept only the typ dpop+jwt for proofs', {
    express: "typ: 'dpop+jwt' in jose’s jwtVerify, or createTokenVerifier of helseid-client/verifier",
    Go: 'compare token.Header["typ"] with dpop+jwt in the Keyfunc',
  }),
  'signature of proofs': proofOf('Verify the signature of the proof with the jwk in its header'),
  'cnf.jkt': proofOf('Compare cnf.jkt of the token with the SHA-256 thumbprint of the proof’s jwk (RFC 7638)'),
  'iat of proofs': proofOf('Refuse a proof whose iat is more than a minute from now, in either direction', {
    'ASP.NET Core': 'lifetime of proofs and clock skew in ConfigureDPoPTokensForScheme: seconds each',
    'Spring Security': 'the default of oauth2ResourceServer is 60 s: remove your jwtValidatorFactory that allows more',
    express: 'proofLifetime of createTokenVerifier, or maxTokenAge in jose’s jwtVerify',
    Go: 'compare the claim iat with time.Now() in both directions; jwt does not check its age',
  }),
  nonce: proofOf(
    'Refuse a proof without the nonce: 401 with WWW-Authenticate: DPoP error="use_dpop_nonce" and DPoP-Nonce',
    {
      'ASP.NET Core': 'the mode that validates the nonce, in ConfigureDPoPTokensForScheme',
      'Spring Security': 'setJwtValidatorFactory of DPoPProofJwtDecoderFactory with a validator of the claim nonce',
      express: 'compare the claim nonce in the middleware that issues nonces, for every request',
      Go: 'compare the claim nonce in the middleware that issues nonces, for every request',
    },
  ),
} as const satisfies Readonly<Record<string, Advice>>
