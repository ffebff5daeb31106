/** Paths of the twin as a whole. */
import { binary, json, noContent, notFound, type Paths } from '../openapi-parts.ts'

export const twinPaths: Paths = {
  '/reset': {
    post: {
      operationId: 'reset',
      summary: 'Reset the twin to its initial state',
      tags: ['twin'],
      responses: noContent,
    },
  },
  '/rules': {
    get: {
      operationId: 'listRules',
      summary: 'List all rules',
      tags: ['twin'],
      responses: { '200': json('The rules.', 'ruleList') },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'getOpenApi',
      summary: 'Get this document',
      tags: ['twin'],
      responses: {
        '200': {
          description: 'The OpenAPI document.',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
      },
    },
  },
  '/ca.pem': {
    get: {
      operationId: 'getCaCertificate',
      summary: 'Get the certificate of the authority that clients have to trust',
      tags: ['twin'],
      security: [],
      responses: { '200': binary('The certificate in PEM.', 'application/octet-stream'), ...notFound },
    },
  },
}
