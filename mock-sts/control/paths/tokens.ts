/** Paths of tokens. */
import { text } from '../../config/schema-parts.ts'
import { body, inPath, inQuery, json, noContent, notFound, type Paths } from '../openapi-parts.ts'
import { stsOrEnvironment } from '../schemas/names.ts'

export const tokenPaths: Paths = {
  '/tokens': {
    get: {
      operationId: 'listTokens',
      summary: 'List the newest access tokens that this process has issued and that have not expired, oldest first',
      tags: ['tokens'],
      parameters: [
        inQuery('sts', 'STS or environment name; default: test.', stsOrEnvironment()),
        inQuery('clientId', 'Client that the tokens were issued to; default: any.', text()),
      ],
      responses: { '200': json('The tokens.', 'issuedTokenList') },
    },
    post: {
      operationId: 'mintToken',
      summary: 'Mint an access token and a DPoP proof, valid or broken',
      tags: ['tokens'],
      ...body('mintOptions'),
      responses: { '201': json('The token.', 'mintedToken') },
    },
  },
  '/tokens/{id}': {
    delete: {
      operationId: 'endToken',
      summary:
        'End a token: introspection calls it inactive from now on. A failure on purpose (scenario token-ended), which HelseID does not have',
      tags: ['tokens'],
      parameters: [inPath('id', '`jti` of the token.')],
      responses: { ...noContent, ...notFound },
    },
  },
}
