/** Paths of signing keys. */
import { body, inQuery, json, type Paths } from '../openapi-parts.ts'
import { stsOrEnvironment } from '../schemas/names.ts'

export const keyPaths: Paths = {
  '/keys': {
    get: {
      operationId: 'listKeys',
      summary: 'List the signing keys of an STS',
      tags: ['keys'],
      parameters: [inQuery('sts', 'STS or environment name; default: test.', stsOrEnvironment())],
      responses: { '200': json('The keys.', 'signingKeys') },
    },
    post: {
      operationId: 'changeKeys',
      summary: 'Publish, activate, retire or rotate a signing key, or return to the first one',
      tags: ['keys'],
      ...body('keyChange'),
      responses: { '200': json('The keys.', 'signingKeys'), '201': json('A key was generated.', 'signingKeys') },
    },
  },
}
