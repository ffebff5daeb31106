/** Operations on scenarios. */
import { notesOnUse } from '../../context/scenario-notes.ts'
import type { ScenarioUse } from '../../scenarios/active-scenarios.ts'
import { scenarios as allScenarios } from '../../scenarios/index.ts'
import { asRefusal, type ControlCall, json, noContent, type Operations, Refused } from './operation.ts'

export const scenarioOperations: Operations = {
  listScenarios: ({ context }) => {
    const { inUse, ended } = context.scenarios
    return json(200, { scenarios: catalogue(), inUse, ended })
  },
  useScenario,
  stopScenario: async ({ context, path: { id = '' } }) => {
    if (!(await context.scenarios.stop(id)))
      throw new Refused(404, { detail: `No active use of scenarios has the id ${id}; it may have ended.` })
    return noContent()
  },
  clearScenarios: async ({ context }) => {
    await context.scenarios.clear()
    return noContent()
  },
}

async function useScenario({ context, body }: ControlCall): Promise<Response> {
  const { scenarios } = context
  const { name, sequence, ...use } = body as ScenarioUse & { name?: string; sequence?: (string | null)[] }
  const pointer = name === undefined ? '#/sequence' : '#/name'
  await asRefusal(pointer, () => scenarios.use(name ?? sequence ?? [], use))
  const notes = notesOnUse(context, name ?? sequence ?? [], use)
  return json(201, { inUse: scenarios.inUse, ...(notes.length > 0 && { notes }) })
}

/** All scenarios, without their functions. */
function catalogue(): object[] {
  return allScenarios.map(({ act, ...scenario }) => ({ ...scenario, at: act.at }))
}
