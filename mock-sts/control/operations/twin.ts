/** Operations on the twin as a whole. */
import { rules } from 'helseid-contract/rules'
import { openApiDocument } from '../openapi.ts'
import { json, noContent, type Operations } from './operation.ts'

export const twinOperations: Operations = {
  reset: async ({ context }) => {
    await context.reset()
    return noContent()
  },
  listRules: () => json(200, { rules }),
  getOpenApi: ({ context, request }) => {
    // Absolute, because many generated clients call it as it is.
    const servers = [{ url: `${new URL(request.url).origin}${context.basePath}/_mock` }]
    return json(200, { ...openApiDocument, servers })
  },
}
