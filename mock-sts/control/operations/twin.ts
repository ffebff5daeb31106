/** Operations on the twin as a whole. */
import { profileNames, profiles, rules, stepOf } from 'helseid-contract/rules'
import { openApiDocument } from '../openapi.ts'
import { withSources } from '../rule-sources.ts'
import { json, noContent, type Operations } from './operation.ts'

const listedRules = rules.map((rule) => ({
  ...withSources(rule),
  step: stepOf.get(rule.id),
  severity: Object.fromEntries(profileNames.map((profile) => [profile, profiles[profile][rule.id]])),
}))

export const twinOperations: Operations = {
  reset: async ({ context }) => {
    await context.reset()
    return noContent()
  },
  listRules: () => json(200, { rules: listedRules }),
  getOpenApi: ({ context, request }) => {
    // Absolute, because many generated clients call it as it is.
    const servers = [{ url: `${new URL(request.url).origin}${context.basePath}/_mock` }]
    return json(200, { ...openApiDocument, servers })
  },
}
