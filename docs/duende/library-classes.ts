/** Classes of Microsoft.IdentityModel and ASP.NET Core under Duende IdentityServer that a token request reaches. */
import type { SourceClass } from './place.ts'

const tokens = 'src/Microsoft.IdentityModel.Tokens'
const jsonWebTokens = 'src/Microsoft.IdentityModel.JsonWebTokens'

export const identityModelClasses: readonly SourceClass[] = [
  {
    name: 'JsonSerializerPrimitives',
    path: `${tokens}/Json/JsonSerializerPrimitives.cs`,
    places: [
      {
        method: 'ReadLong',
        line: 549,
        tolerates: 'a time as a string: `exp`, `nbf`, `iat`',
        mark: 'confirmed',
        test: ['jwt', 'an iat as a string of digits is read, with a warning'],
      },
      {
        method: 'ReadLong',
        line: 549,
        tolerates: 'white space and a sign in such a string (`long.TryParse`)',
        mark: 'likely',
        test: ['jwt', 'an exp as a string may have %s'],
      },
      {
        method: 'ReadLong',
        line: 551,
        tolerates: 'a fraction or an exponent in such a string (`double.TryParse`)',
        mark: 'likely',
        test: ['jwt', 'an exp as a string may have %s'],
      },
      {
        method: 'ReadStringsSkipNulls',
        line: 932,
        tolerates: 'null in the list of audiences: it is left out',
        mark: 'likely',
        test: ['jwt', 'its aud can be a list of one and end in a slash, and nothing else: %s'],
      },
      {
        method: 'ReadStringOrNumberAsString',
        line: 693,
        tolerates: 'a `sub` that is a number',
        mark: 'likely',
        differs: 'refused: the ids of HelseID’s clients are UUIDs, so that no number is one',
        test: ['jwt', 'a sub that is a number is refused'],
      },
    ],
  },
  {
    name: 'JwtTokenUtilities',
    path: `${jsonWebTokens}/JwtTokenUtilities.cs`,
    places: [
      {
        method: 'ResolveTokenSigningKey',
        line: 573,
        tolerates: 'several keys with the `kid`: only the first is tried',
        mark: 'likely',
        test: ['jwt', 'of several keys with its kid only the first is tried'],
      },
      {
        method: 'ResolveTokenSigningKey',
        line: 587,
        tolerates: 'the `kid` of the key in `x5t`',
        mark: 'likely',
        test: ['jwt', 'the x5t of a key without certificate is compared with its kid'],
      },
      {
        method: 'ResolveTokenSigningKey',
        line: 579,
        tolerates: 'the case of `kid` and `x5t`, if a certificate is registered',
        mark: 'unknown',
        differs: 'for `kid`, every key is tried and the verdict warns; the answer is the same',
        test: ['jwt', 'a kid in another case names no key, so that every key is tried'],
      },
    ],
  },
  {
    name: 'JsonWebKeySerializer',
    path: `${tokens}/Json/JsonWebKeySerializer.cs`,
    places: [
      {
        method: 'Read',
        line: 194,
        tolerates: 'the case of the names in `jwk`',
        mark: 'likely',
        test: ['jwt', 'the case of the names in its jwk is ignored, with a warning'],
      },
    ],
  },
  {
    name: 'Base64UrlEncoder',
    path: `${tokens}/Base64UrlEncoder.cs`,
    places: [
      {
        method: 'Decode',
        line: 220,
        tolerates: 'padding, `+` and `/` in a proof; in an assertion `JwtSecurityToken` refuses them',
        mark: 'likely',
        test: ['jwt', 'its parts may have the padding and the alphabet of base64, with a warning'],
      },
    ],
  },
  {
    name: 'Validators',
    path: `${tokens}/Validators.cs`,
    places: [],
    exact: 'compares `typ`, `alg` and `iss` exactly',
    test: ['jwt', 'its alg is compared exactly: %j'],
  },
]

export const aspNetClasses: readonly SourceClass[] = [
  {
    name: 'KeyValueAccumulator',
    path: '24bd71fbe68504e207a936f27f6de95eaff67036/src/Http/WebUtilities/src/KeyValueAccumulator.cs',
    places: [
      {
        method: 'Append',
        line: 27,
        tolerates: 'the case of field names',
        mark: 'likely',
        test: ['form', 'the case of the field name %s is ignored, with a warning'],
      },
    ],
  },
  {
    name: 'FormPipeReader',
    path: '04568fe1e5ab9f5aa1cfdcf3076f079a17d3c7b5/src/Http/WebUtilities/src/FormPipeReader.cs',
    places: [],
    exact:
      'decodes names and values as they are; more than 1,024 values or a name of more than 2,048 characters is an error',
    test: ['form', 'a form with more than 1,024 values or a name of more than 2,048 characters is refused'],
  },
  {
    name: 'NameValueHeaderValue',
    path: '0063d5a03115228d9577b0688869ca3eb6da22a7/src/Http/Headers/src/NameValueHeaderValue.cs',
    places: [
      {
        method: 'GetNameValueListLength',
        tolerates: 'white space, a parameter without value and a last `;` in `Content-Type`',
        mark: 'likely',
        test: ['form', 'the case and the parameters of the media type make no difference: %s'],
      },
    ],
  },
]
