/** Log lines of a twin that meets a good client, a broken request and a scenario. */
import { perform, type Recipe, registrationOf } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { caseContext } from '../../test/mock-sts/endpoints/case-harness.ts'
import type { Group } from './group.ts'

const requests: readonly Recipe[] = [{}, { assertion: { claims: { aud: '${tokenEndpoint}', iat: null } } }]

export async function logLines(): Promise<Group> {
  const lines: string[] = []
  const twin = createHelseIdMock({ log: ({ level, message }) => lines.push(`${level}: ${message}`) })
  const context = caseContext(twin, { now: () => Date.now() / 1000 })
  await twin.registerClient(registrationOf({}, context.clientId, context))
  for (const recipe of requests) await perform(recipe, context)
  await twin.use('server-error', { times: 1 })
  await perform({}, context)
  return { title: 'Log lines', lines }
}
