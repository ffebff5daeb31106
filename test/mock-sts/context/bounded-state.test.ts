/** State that grows with what callers send is bounded. */
import type { LogEvent } from 'helseid-mock'
import { expect, it } from 'vitest'
import { createIssuerWarnings } from '../../../mock-sts/context/issuer-warnings.ts'
import { limits } from '../../../mock-sts/limits.ts'
import { createActiveScenarios } from '../../../mock-sts/scenarios/active-scenarios.ts'
import { createMemoryStore } from '../../../mock-sts/store/memory.ts'
import { assembleTwin } from '../../../mock-sts/twin/assemble.ts'

it('the log warns about at most 1,000 names', () => {
  const warnings = createIssuerWarnings(() => ({ issuer: 'https://idp.example' }))
  const names = Array.from({ length: limits.reportedNames.value + 5 }, (_, index) => new URL(`http://host-${index}/`))
  expect(names.flatMap((url) => warnings.warningsFor(url, new Headers()))).toHaveLength(limits.reportedNames.value)
})

it('at most 1,000 uses of scenarios are active; the oldest ends first', () => {
  const turns = createMemoryStore().once('turns')
  let id = 0
  const scenarios = createActiveScenarios({ turns, newId: () => `${id++}`, now: () => 0 })
  for (let index = 0; index < limits.scenarioUses.value + 5; index++)
    scenarios.use('server-error', { clientId: `client ${index}` })
  expect(scenarios.inUse).toHaveLength(limits.scenarioUses.value)
  expect(scenarios.inUse.at(-1)?.clientId).toBe('client 5')
})

it('a registration that finds no room gets 507, and the log says so once', async () => {
  const events: LogEvent[] = []
  const store = createMemoryStore({ maxRecords: 6 })
  const log = (event: LogEvent) => events.push(event)
  const { mock } = assembleTwin({ log }, { issuerOf: (sts) => `http://localhost/${sts}`, store })
  const register = async (clientId: string) => {
    const body = JSON.stringify({
      clientId,
      certificates: [],
      legacyAuth: true,
      clientSecret: 'secret-text',
      scopes: ['nhn:a/b'],
    })
    const headers = { 'content-type': 'application/json' }
    return mock.handle(new Request('http://localhost/_mock/clients', { method: 'POST', headers, body }))
  }
  const statuses: number[] = []
  for (let index = 0; index < 9; index++) statuses.push((await register(`c${index}`)).status)
  expect(statuses.slice(0, 2)).toEqual([201, 201])
  expect(statuses.slice(-2)).toEqual([507, 507])
  expect(events.filter(({ fields }) => fields.event === 'limit')).toHaveLength(1)
  expect(events.filter(({ level }) => level === 'error')).toEqual([])
})
