/** Notes on the use of a scenario that will probably never act. */
import { scenarioNoteEvent } from '../journal/log.ts'
import type { ScenarioUse } from '../scenarios/active-scenarios.ts'
import type { Context } from './context.ts'

/** Notes for the caller; they are logged, too. A client may still be registered later, so none of this is an error. */
export function notesOnUse(context: Context, { clientId, times }: ScenarioUse): readonly string[] {
  const isUnknown =
    clientId !== undefined &&
    context.registrations.client(clientId) === undefined &&
    context.sessions?.ownerOf(clientId) === undefined
  const notes = [
    ...(isUnknown
      ? [`no client is called "${clientId}" yet: the scenario acts when such a client sends a request`]
      : []),
    ...(times !== undefined && times <= 0 ? ['the scenario never acts, because `times` is 0'] : []),
  ]
  for (const note of notes) context.log(scenarioNoteEvent(note))
  return notes
}
