/** Path of explain. */
import { body, json, type Paths, problem } from '../openapi-parts.ts'

export const explainPaths: Paths = {
  '/explain': {
    post: {
      operationId: 'explain',
      summary:
        'Judge a pasted text: a JWT, a curl command, HTTP requests, a HAR, a log line with a JWT. Nothing is sent, kept or logged',
      tags: ['requests'],
      ...body('explainRequest'),
      responses: {
        '200': json('What was found, each with its verdict.', 'explanations'),
        '422': problem('The text contains nothing that can be judged.'),
      },
    },
  },
}
