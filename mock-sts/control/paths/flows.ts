/** Paths of flows. */
import { Type } from '@sinclair/typebox'
import { oneOf, text } from '../../config/schema-parts.ts'
import { endpointNames } from '../../journal/journal.ts'
import { outcomes } from '../../journal/outcome.ts'
import { inPath, inQuery, json, linkKey, notFound, type Paths, withLinks } from '../openapi-parts.ts'
import { ruleId, scenarioName, stsOrEnvironment } from '../schemas/names.ts'

/** The highest allowed `limit`. */
const maxLimit = 200

export const flowPaths: Paths = {
  '/flows': {
    get: {
      operationId: 'listFlows',
      summary: 'List the requests that belong together, newest first: challenge, retry and API calls are one flow',
      tags: ['requests'],
      parameters: [
        inQuery('sts', 'STS or environment name.', stsOrEnvironment()),
        inQuery('clientId', 'Client id in a request of the flow.', text()),
        inQuery('outcome', 'Outcome of the flow.', oneOf(outcomes)),
        inQuery('brokenRule', 'Id of a rule that a request of the flow broke.', ruleId),
        inQuery('scenario', 'Scenario that acted on a request of the flow.', scenarioName),
        inQuery('endpoint', 'Endpoint that a request of the flow called; default: any.', oneOf(endpointNames)),
        inQuery(
          'text',
          'Part of an id, a client id, a URL, an error, a scenario or the id of a broken rule, in any letter case.',
          text(),
        ),
        inQuery('before', 'Id of a flow: returns only older flows; none if the journal has dropped it.', text()),
        inQuery('limit', 'Maximum number of flows; default: 50.', Type.Integer({ minimum: 1, maximum: maxLimit })),
      ],
      responses: { '200': withLinks(json('The matching flows.', 'flows'), '/flows/0/id', 'getFlow') },
    },
  },
  '/flows/{id}': {
    get: {
      operationId: 'getFlow',
      summary: 'Get a flow with all its requests',
      tags: ['requests'],
      parameters: [inPath('id', 'Id of the flow, as each request has it in `flow`.'), linkKey],
      responses: { '200': json('The flow.', 'flow'), ...notFound },
    },
  },
}
