/** What the error codes of Microsoft.IdentityModel mean for a token of HelseID. LogMessages.cs in https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet */

const meanings: Readonly<Record<string, string>> = {
  IDX10204: 'no valid issuer is configured: set `ValidIssuer` to the `issuer` of HelseID’s metadata',
  IDX10205: 'the token’s `iss` is not the configured issuer: is the token of another environment?',
  IDX10206: 'the token has no `aud`',
  IDX10207: 'the token has no `aud`',
  IDX10208: 'no valid audience is configured: set `ValidAudience` to the audience of the API',
  IDX10209: 'the token is longer than `MaximumTokenSizeInBytes`: does the client request too many scopes?',
  IDX10211: 'the token has no `iss`',
  IDX10212: 'the token’s `iss` is none of the configured issuers: is the token of another environment?',
  IDX10214: 'the token’s `aud` is not the configured audience: does the token request name a scope of this API?',
  IDX10215: 'the token’s `aud` is none of the configured audiences: does the token request name a scope of this API?',
  IDX10222: 'the token’s `nbf` is in the future: the clock of the API is behind',
  IDX10223: 'the token’s `exp` has passed: the client kept the token too long, or the clock of the API is ahead',
  IDX10224: 'the token’s `nbf` is later than its `exp`',
  IDX10225: 'the token has no `exp`',
  IDX10228:
    'the token was used before, and `ValidateTokenReplay` is on: a client uses each access token until it expires',
  IDX10230: 'the lifetime of the token was refused by the API’s own `LifetimeValidator`',
  IDX10256: 'the token has no `typ`, and `ValidTypes` is set: is it an access token?',
  IDX10257: 'the token’s `typ` is not in `ValidTypes`: HelseID sends at+jwt',
  IDX10261: 'the metadata of HelseID could not be fetched: is the address right, and reachable from the API?',
  IDX10500: 'no key is available: the API could not fetch the metadata or the JWKS of HelseID',
  IDX10501: 'no key has the token’s `kid`: the JWKS is outdated, or the token is of another environment',
  IDX10502:
    'no key has the token’s `kid`, and `TryAllIssuerSigningKeys` is off: the JWKS is outdated, or the token is of another environment',
  IDX10503:
    'no key has the token’s `kid`, and none verifies its signature: the JWKS is outdated, or the token is of another environment',
  IDX10504: 'the token has no signature',
  IDX10506:
    'the API’s own validation is written for the older token handler: return a `JsonWebToken`, or set `UseSecurityTokenValidators`',
  IDX10508: 'the signature is not base64url: was the token cut or changed?',
  IDX10511: 'the signature does not verify with the key that `kid` names: the token was changed',
  IDX10517: 'the token has no `kid`, and no key verifies its signature',
  IDX10518: 'the token’s `alg` is not accepted by the API: see `ValidAlgorithms`',
  IDX10609: 'the token is encrypted, or it is not a JWT: HelseID does not encrypt access tokens',
  IDX10634: 'the key does not fit the `alg` of the token, or this machine does not support it',
  IDX10696: 'the token’s `alg` is not in `ValidAlgorithms`',
  IDX12709: 'the text in `Authorization` is not a JWT: is there more than the token in it?',
  IDX12723: 'the second part of the token is not base64url: was the token cut or changed?',
  IDX12729: 'the text in `Authorization` is not base64url: is there more than the token in it?',
  IDX12739: 'the text in `Authorization` is not a JWT, although it has three parts',
  IDX12741: 'the text in `Authorization` is not a JWT: it has not three parts',
  IDX14100: 'the text in `Authorization` is not a JWT: it has no dots',
  IDX14101: 'the second part of the token is not base64url: was the token cut or changed?',
  IDX14102: 'the text in `Authorization` is not base64url: is there more than the token in it?',
  IDX14107: 'the text in `Authorization` is not a JWT: it has neither three nor five parts',
  IDX14120: 'the text in `Authorization` is not a JWT: it has only one dot',
  IDX20108: 'the address of the metadata is plain HTTP: use https, or `RequireHttpsMetadata = false` in tests',
  IDX20803: 'the metadata of HelseID could not be fetched: is the address right, and reachable from the API?',
  IDX20804:
    'the metadata or the JWKS of HelseID could not be fetched: is the address right, reachable, and its certificate trusted?',
  IDX20807: 'the metadata or the JWKS of HelseID was answered with an error: is the path of the address right?',
}

/** A line for each known code in the text. */
export function identityModelCodes(text: string): string[] {
  const codes = new Set(text.match(/\bIDX\d{5}\b/g))
  return [...codes].flatMap((code) => (meanings[code] === undefined ? [] : [`${code}: ${meanings[code]}`]))
}
