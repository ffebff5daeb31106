/** What the error codes of Microsoft.IdentityModel mean for a token of HelseID. LogMessages.cs in https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet */

const meanings: Readonly<Record<string, string>> = {
  IDX10204: 'no valid issuer is configured: set `ValidIssuer` to the `issuer` of HelseID’s metadata',
  IDX10205: 'the token’s `iss` is not the configured issuer: is the token of another environment?',
  IDX10206: 'the token has no `aud`',
  IDX10208: 'no valid audience is configured: set `ValidAudience` to the audience of the API',
  IDX10211: 'the token has no `iss`',
  IDX10214: 'the token’s `aud` is not the configured audience: does the token request name a scope of this API?',
  IDX10222: 'the token’s `nbf` is in the future: the clock of the API is behind',
  IDX10223: 'the token’s `exp` has passed: the client kept the token too long, or the clock of the API is ahead',
  IDX10225: 'the token has no `exp`',
  IDX10230: 'the lifetime of the token was refused by the API’s own `LifetimeValidator`',
  IDX10256: 'the token has no `typ`, and `ValidTypes` is set: is it an access token?',
  IDX10257: 'the token’s `typ` is not in `ValidTypes`: HelseID sends at+jwt',
  IDX10500: 'no key is available: the API could not fetch the metadata or the JWKS of HelseID',
  IDX10501: 'no key has the token’s `kid`: the JWKS is outdated, or the token is of another environment',
  IDX10503:
    'no key has the token’s `kid`, and none verifies its signature: the JWKS is outdated, or the token is of another environment',
  IDX10504: 'the token has no signature',
  IDX10511: 'the signature does not verify with the key that `kid` names: the token was changed',
  IDX10517: 'the token has no `kid`, and no key verifies its signature',
  IDX12729: 'the text in `Authorization` is not base64url: is there more than the token in it?',
  IDX12741: 'the text in `Authorization` is not a JWT: it has not three parts',
  IDX14100: 'the text in `Authorization` is not a JWT: it has no dots',
  IDX20803: 'the metadata of HelseID could not be fetched: is the address right, and reachable from the API?',
}

/** A line for each known code in the text. */
export function identityModelCodes(text: string): string[] {
  const codes = new Set(text.match(/\bIDX\d{5}\b/g))
  return [...codes].flatMap((code) => (meanings[code] === undefined ? [] : [`${code}: ${meanings[code]}`]))
}
