/** Paths of minted tokens. */
import { body, json, type Paths } from '../openapi-parts.ts'

export const tokenPaths: Paths = {
  '/tokens': {
    post: {
      operationId: 'mintToken',
      summary: 'Mint an access token and a DPoP proof, valid or broken',
      tags: ['tokens'],
      ...body('mintOptions'),
      responses: { '201': json('The token.', 'mintedToken') },
    },
  },
}
