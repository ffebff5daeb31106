/** Operations on registered clients and APIs. */
import { DraftClosed } from '../../clients/client-draft.ts'
import type { ApiRegistration, ClientRegistration } from '../../clients/registration.ts'
import { clientSemanticFaults } from '../../config/problems.ts'
import { decideDraft } from '../../context/decide-draft.ts'
import { type ControlCall, json, noContent, type Operations, Refused, refuseFaults } from './operation.ts'

export const clientOperations: Operations = {
  listClients: ({ context: { registrations, clientUses } }) => {
    const clients = registrations.clients()
    const lastUsed = clients.flatMap(({ clientId }) => {
      const use = clientUses.find(clientId)
      return use === undefined ? [] : [{ clientId, ...use }]
    })
    return json(200, { clients: clients.map(shown), lastUsed })
  },
  registerClient,
  getClient: ({ context, path }) => {
    const registration = context.registrations.client(path.id ?? '')
    if (registration === undefined) throw noSuchClient(path.id)
    return json(200, shown(registration))
  },
  removeClient: async ({ context, path }) => {
    if (!(await context.registrations.removeClient(path.id ?? ''))) throw noSuchClient(path.id)
    return noContent()
  },
  confirmClient: async ({ context, path: { id = '' } }) => {
    await asClosedDraft(() => decideDraft(context, { clientId: id, decision: 'confirmed' }))
    return json(200, shown(context.registrations.client(id) as ClientRegistration))
  },
  listApis: ({ context }) => json(200, { apis: context.registrations.apis().map(withStsList) }),
  registerApi: async ({ context, body }) => {
    const registration = body as ApiRegistration
    await context.registrations.registerApi(registration)
    return json(201, withStsList(registration))
  },
}

function noSuchClient(id = ''): Refused {
  return new Refused(404, { detail: `The client ${id} is not registered with any STS of this twin.` })
}

async function asClosedDraft(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (error instanceof DraftClosed)
      throw new Refused(error.state === 'unknown' ? 404 : 409, { detail: error.message })
    throw error
  }
}

function shown({ clientSecret: _secret, ...others }: ClientRegistration): object {
  return withStsList(others)
}

/** Of the two forms of `sts`, the one that the document describes. */
function withStsList<T extends { readonly sts?: string | readonly string[] }>(registration: T): T {
  return typeof registration.sts === 'string' ? { ...registration, sts: [registration.sts] } : registration
}

async function registerClient({ context, body }: ControlCall): Promise<Response> {
  const registration = body as ClientRegistration
  const faults = clientSemanticFaults(registration)
  refuseFaults(faults.map((fault) => (fault.pointer === '' ? { ...fault, detail: `the body${fault.detail}` } : fault)))
  await context.registrations.registerClient(registration)
  return json(201, shown(registration))
}
