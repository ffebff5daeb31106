/** Path of the overview. */
import { json, type Paths } from '../openapi-parts.ts'

export const overviewPaths: Paths = {
  '/overview': {
    get: {
      operationId: 'getOverview',
      summary: 'Get the state of this twin or session in one document',
      tags: ['twin'],
      responses: { '200': json('The overview.', 'overview') },
    },
  },
}
