/**
 * Every well-known error of Microsoft.IdentityModel about an access token gets a line. The messages are the first words of those in
 * https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet, in each package’s LogMessages.cs.
 */
import { describe, expect, it } from 'vitest'
import { identityModelCodes } from '../../../mock-sts/explain/identity-model-codes.ts'

describe('the line says what it means for a token of HelseID', () => {
  it.each<[string, RegExp]>([
    ['IDX10205: Issuer validation failed. Issuer:', /`iss` is not the configured issuer/],
    ["IDX10207: Unable to validate audience. The 'audiences' parameter is null.", /no `aud`/],
    ["IDX10209: Token has length: '300000' which is larger than", /`MaximumTokenSizeInBytes`/],
    ['IDX10212: Issuer validation failed. Issuer:', /`iss` is none of the configured issuers/],
    ['IDX10214: Audience validation failed. Audiences:', /`aud` is not the configured audience/],
    ['IDX10215: Audience validation failed. Audiences:', /`aud` is none of the configured audiences/],
    ['IDX10222: Lifetime validation failed. The token is not yet valid.', /`nbf` is in the future/],
    ['IDX10223: Lifetime validation failed. The token is expired.', /`exp` has passed/],
    ['IDX10224: Lifetime validation failed. The NotBefore (UTC):', /`nbf` is later than its `exp`/],
    ['IDX10225: Lifetime validation failed. The token is missing an Expiration Time.', /no `exp`/],
    ['IDX10228: The securityToken has previously been validated', /`ValidateTokenReplay`/],
    ['IDX10257: Token type validation failed. Type:', /`typ` is not in `ValidTypes`/],
    ['IDX10261: Unable to retrieve configuration from authority:', /metadata .* could not be fetched/],
    ['IDX10500: Signature validation failed. No security keys were provided', /no key is available/],
    ['IDX10502: Signature validation failed. The token’s kid is:', /`TryAllIssuerSigningKeys` is off/],
    ['IDX10503: Signature validation failed. The token’s kid is:', /no key has the token’s `kid`/],
    ['IDX10506: Signature validation failed. The user defined ‘Delegate’', /`UseSecurityTokenValidators`/],
    ['IDX10508: Signature validation failed. Signature is improperly formatted.', /signature is not base64url/],
    ['IDX10511: Signature validation failed. Keys tried:', /does not verify with the key that `kid` names/],
    ['IDX10518: Signature validation failed. Algorithm validation failed', /`alg` is not accepted/],
    ['IDX10609: Decryption failed. No Keys tried: token:', /encrypted/],
    ['IDX10634: Unable to create the SignatureProvider.', /key does not fit the `alg`/],
    ['IDX10696: The algorithm ‘HS256’ is not in the user-defined accepted list', /`alg` is not in `ValidAlgorithms`/],
    ['IDX12709: CanReadToken() returned false.', /not a JWT/],
    ['IDX12723: Unable to decode the payload', /second part of the token is not base64url/],
    ['IDX12739: JWT has three segments but is not in proper JWS format.', /not a JWT, although it has three parts/],
    ['IDX14101: Unable to decode the payload', /second part of the token is not base64url/],
    ['IDX14102: Unable to decode the header', /is not base64url/],
    ['IDX14107: Token string does not match the token formats:', /neither three nor five parts/],
    ['IDX14120: JWT …, there is only one dot (.).', /only one dot/],
    ['IDX20108: The address specified ‘http://…’ is not valid as per HTTPS scheme.', /`RequireHttpsMetadata = false`/],
    ['IDX20803: Unable to obtain configuration from:', /metadata .* could not be fetched/],
    ['IDX20804: Unable to retrieve document from:', /its certificate trusted/],
    ['IDX20807: Unable to retrieve document from:', /answered with an error/],
  ])('%s', (message, meaning) => {
    const code = message.slice(0, 8)
    expect(identityModelCodes(`info: Bearer was not authenticated. ${message}`)).toEqual([
      expect.stringMatching(new RegExp(`^${code}: .*${meaning.source}`)),
    ])
  })
})

it('each code gets one line, and a code without a meaning gets none', () => {
  const text = 'IDX10223 and again IDX10223, IDX10249: certificate, IDX1022, XIDX10214'
  expect(identityModelCodes(text)).toEqual([expect.stringMatching(/^IDX10223: /)])
})
