/** Paths of scenarios. */
import { body, inPath, json, noContent, notFound, type Paths } from '../openapi-parts.ts'

export const scenarioPaths: Paths = {
  '/scenarios': {
    get: {
      operationId: 'listScenarios',
      summary: 'List all scenarios and those in use',
      tags: ['scenarios'],
      responses: { '200': json('The scenarios.', 'scenarioList') },
    },
    post: {
      operationId: 'useScenario',
      summary: 'Use a scenario, or several in turn; the most specific use wins',
      tags: ['scenarios'],
      ...body('scenarioUse'),
      responses: { '201': json('The scenarios in use.', 'scenarioUses') },
    },
    delete: {
      operationId: 'clearScenarios',
      summary: 'Stop all scenarios',
      tags: ['scenarios'],
      responses: noContent,
    },
  },
  '/scenarios/{id}': {
    delete: {
      operationId: 'stopScenario',
      summary: 'Stop one use of scenarios',
      tags: ['scenarios'],
      parameters: [inPath('id', 'Id of the use, as `inUse` lists it.')],
      responses: { ...noContent, ...notFound },
    },
  },
}
