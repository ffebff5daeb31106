/** Notes on the use of a scenario that will probably never act. */
import { scenarioNoteEvent } from '../journal/log.ts'
import type { ScenarioUse } from '../scenarios/active-scenarios.ts'
import type { Context } from './context.ts'

/** Notes for the caller; they are logged, too. A client may still be registered later, so none of this is an error. */
export function notesOnUse(
  context: Context,
  names: string | readonly (string | null)[],
  { clientId, times }: ScenarioUse,
): readonly string[] {
  const isUnknown =
    clientId !== undefined &&
    context.registrations.client(clientId) === undefined &&
    context.sessions?.ownerOf(clientId) === undefined
  const notes = [
    ...(isUnknown
      ? [`no client is called "${clientId}" yet: the scenario acts when such a client sends a request`]
      : []),
    ...(withoutOrganization(context, names, clientId)
      ? [
          `delegation-withdrawn: the scenario acts only on requests that name an organisation, and those of "${clientId}" name none, because its tenancy is none`,
        ]
      : []),
    ...(times !== undefined && times <= 0 ? ['the scenario never acts, because `times` is 0'] : []),
  ]
  for (const note of notes) context.log(scenarioNoteEvent(note))
  return notes
}

/** Whether `delegation-withdrawn` will change nothing: the client is registered and its tenancy is none. */
function withoutOrganization(
  context: Context,
  names: string | readonly (string | null)[],
  clientId: string | undefined,
): boolean {
  if (clientId === undefined || ![names].flat().includes('delegation-withdrawn')) return false
  const owner = context.registrations.client(clientId) === undefined ? context.sessions?.ownerOf(clientId) : context
  const registration = owner?.registrations.client(clientId)
  return registration !== undefined && (registration.tenancy ?? 'none') === 'none'
}
