/** Operations on registered clients and APIs. */
import { DraftClosed } from '../../clients/client-draft.ts'
import type { ApiRegistration, ClientRegistration } from '../../clients/registration.ts'
import { clientSemanticFaults } from '../../config/problems.ts'
import { decideDraft } from '../../context/decide-draft.ts'
import { type ControlCall, json, noContent, type Operations, Refused, refuseFaults } from './operation.ts'

export const clientOperations: Operations = {
  listClients: ({ context }) => json(200, { clients: context.registrations.clients().map(withoutSecret) }),
  registerClient,
  getClient: ({ context, path }) => {
    const registration = context.registrations.client(path.id ?? '')
    if (registration === undefined) throw noSuchClient(path.id)
    return json(200, withoutSecret(registration))
  },
  removeClient: async ({ context, path }) => {
    if (!(await context.registrations.removeClient(path.id ?? ''))) throw noSuchClient(path.id)
    return noContent()
  },
  confirmClient: async ({ context, path: { id = '' } }) => {
    await asClosedDraft(() => decideDraft(context, { clientId: id, decision: 'confirmed' }))
    return json(200, withoutSecret(context.registrations.client(id) as ClientRegistration))
  },
  listApis: ({ context }) => json(200, { apis: context.registrations.apis() }),
  registerApi: async ({ context, body }) => {
    const registration = body as ApiRegistration
    await context.registrations.registerApi(registration)
    return json(201, { audience: registration.audience })
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

function withoutSecret({ clientSecret: _secret, ...shown }: ClientRegistration): object {
  return shown
}

async function registerClient({ context, body }: ControlCall): Promise<Response> {
  const registration = body as ClientRegistration
  const faults = clientSemanticFaults(registration)
  refuseFaults(faults.map((fault) => (fault.pointer === '' ? { ...fault, detail: `the body${fault.detail}` } : fault)))
  await context.registrations.registerClient(registration)
  return json(201, { clientId: registration.clientId })
}
