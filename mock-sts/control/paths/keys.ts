/** Paths of signing keys. */
import { stsOrEnvironmentNames } from 'helseid-contract'
import { oneOf } from '../../config/schema-parts.ts'
import { body, inQuery, json, type Paths } from '../openapi-parts.ts'

export const keyPaths: Paths = {
  '/keys': {
    get: {
      operationId: 'listKeys',
      summary: 'List the signing keys of an STS',
      tags: ['keys'],
      parameters: [inQuery('sts', 'STS or environment name; default: test.', oneOf(stsOrEnvironmentNames))],
      responses: { '200': json('The keys.', 'keys') },
    },
    post: {
      operationId: 'changeKeys',
      summary: 'Publish, activate, retire or rotate a signing key, or return to the first one',
      tags: ['keys'],
      ...body('keyChange'),
      responses: { '200': json('The keys.', 'keys'), '201': json('A key was generated.', 'keys') },
    },
  },
}
