/** Notes on the use of a scenario that will probably never act. */
import { scenarioNoteEvent } from '../journal/log.ts'
import type { ScenarioUse } from '../scenarios/active-scenarios.ts'
import { requireScenario } from '../scenarios/index.ts'
import type { Place } from '../scenarios/scenario.ts'
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
    ...(clientId === undefined ? [] : ofNoClient(names)).map(
      (name) =>
        `${name}: no request for metadata or the JWKS names its client, so the scenario never acts for "${clientId}" only`,
    ),
    ...(times !== undefined && times <= 0 ? ['the scenario never acts, because `times` is 0'] : []),
  ]
  for (const note of notes) context.log(scenarioNoteEvent(note))
  return notes
}

/** The scenarios at which no request says which client sends it. */
function ofNoClient(names: string | readonly (string | null)[]): readonly string[] {
  const places: readonly Place[] = ['metadata', 'jwks']
  const known = [names].flat().filter((name) => name !== null)
  return [...new Set(known)].filter((name) => places.includes(requireScenario(name).act.at))
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
