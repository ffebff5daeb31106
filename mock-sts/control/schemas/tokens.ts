/** Schemas of tokens. */
import { Type } from '@sinclair/typebox'
import { closed, flag, oneOf, optional, text, texts } from '../../config/schema-parts.ts'
import { proofFaults } from '../../mint/proof-faults.ts'
import { stsOrEnvironment, tokenScenarioName } from './names.ts'
import { anything, either, name, ref } from './parts.ts'

export const tokenSchemas = {
  issuedTokenList: Type.Object({ tokens: Type.Array(ref('issuedToken')) }, closed),
  issuedToken: Type.Object(
    {
      jti: Type.String(),
      clientId: Type.String(),
      scope: Type.String({ description: 'scopes, separated by spaces' }),
      tokenType: oneOf(['DPoP', 'Bearer']),
      issuedAt: Type.Integer({ format: 'int64', description: 'in epoch seconds of the twin’s clock' }),
      expiresAt: Type.Integer({ format: 'int64', description: 'in epoch seconds of the twin’s clock' }),
      ended: Type.Boolean({ description: 'whether endToken has ended it' }),
      ...optional({ jkt: Type.String({ description: 'thumbprint of the key that it is bound to' }) }),
    },
    { ...closed, description: 'an access token that was issued' },
  ),
  mintOptions: Type.Object(
    optional({
      sts: stsOrEnvironment('default: test'),
      issuer: Type.Unsafe<string>({
        type: 'string',
        publishedAs: { type: 'string', pattern: '^https?://' },
        description: 'issuer that the API expects, an http or https URL; default: that of the STS at this address',
      }),
      audience: either(Type.Array(text()), text(), 'the audiences'),
      scopes: texts(),
      clientId: text(),
      organization: Type.Object(optional({ parent: text(), child: text(), supplier: text() }), {
        ...closed,
        title: 'TokenOrganization',
      }),
      lifetime: Type.Integer({
        description:
          'in seconds; 0 or less: the token expired that long ago, and iat and nbf are earlier still; default: that of the API, or 600 if the API is not registered',
      }),
      claims: anything('claims to add or override; null removes a claim'),
      header: anything('header members to add or override; null removes a member'),
      broken: Type.Array(name(tokenScenarioName), {
        description: 'names of scenarios that break the token; only those that act on the access token',
      }),
      bearer: flag('issues a Bearer token, which is not bound to a key; default: false'),
      proofKey: anything('private JWK (EC or RSA) that the token is bound to; default: a new EC key'),
      proof: Type.Object(
        {
          url: Type.String({ pattern: '^https?://', description: 'an http or https URL' }),
          ...optional({ method: text(), broken: oneOf(Object.keys(proofFaults)), nonce: text() }),
        },
        { ...closed, title: 'ProofOptions' },
      ),
    }),
    { ...closed, description: 'the token to mint' },
  ),
  mintedToken: Type.Object(
    {
      accessToken: Type.String(),
      proofKey: anything('private JWK that the token is bound to'),
      claims: anything('claims of the access token'),
      proof: Type.Optional(Type.String({ description: 'value of the DPoP header' })),
    },
    closed,
  ),
}
