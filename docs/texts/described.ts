/** Texts that tables and schemas hold: scenarios, error codes of the client, the OpenAPI document, the configuration. */
import { errorCodes } from '../../client/errors.ts'
import { configSchema } from '../../mock-sts/config/schema.ts'
import { openApiDocument } from '../../mock-sts/control/openapi.ts'
import { scenarios } from '../../mock-sts/scenarios/index.ts'
import type { Group } from './group.ts'

export function scenarioTexts(): Group {
  const lines = scenarios.flatMap(
    ({ name, group, shows, act, gets, happens, goodClient, unknown, parameters = {} }) => [
      `${name} (${group}; ${shows}; ${act.at}): ${gets}. ${happens} ${goodClient}${unknown === undefined ? '' : ` Unknown: ${unknown}`}`,
      ...Object.entries(parameters).map(([parameter, { description }]) => `  ${parameter}: ${description}`),
    ],
  )
  return { title: 'Scenarios', lines }
}

export function errorCodeTexts(): Group {
  return { title: 'Error codes of the client', lines: Object.entries(errorCodes).map((entry) => entry.join(': ')) }
}

export function openApiTexts(): Group {
  return { title: 'OpenAPI of the control plane', lines: described(openApiDocument, '') }
}

export function schemaTexts(): Group {
  return { title: 'Configuration', lines: described(configSchema, '') }
}

/** `/paths/~/clients/get: summary`, for every summary and description below `value`. */
function described(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => {
    const isText = typeof member === 'string' && ['summary', 'description', 'title'].includes(key)
    return isText ? [`${path}: ${member}`] : described(member, `${path}/${key}`)
  })
}
