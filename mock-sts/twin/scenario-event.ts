/** What the stream of events says about the use of a scenario. */
import type { TwinEvent } from '../journal/events.ts'
import type { ScenarioEvent } from '../scenarios/scenario-uses.ts'

/** Most names in an event: a sequence can be long, and thousands of events are kept. */
const maxNames = 20

export function scenarioTwinEvent(event: ScenarioEvent): TwinEvent {
  const { what, use } = event
  const { id, clientId, sts, acted } = use
  const common = { use: id, ...(clientId !== undefined && { clientId }), ...(sts !== undefined && { sts }), acted }
  if (what === 'acted') return { name: 'scenario-acted', data: { ...common, scenario: event.name } }
  if (what === 'ended') return { name: 'scenario-ended', data: { ...common, because: event.use.because } }
  return { name: 'scenario-begun', data: { ...common, names: use.sequence.slice(0, maxNames) } }
}
