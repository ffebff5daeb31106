/**
 * The part of HelseID Selvbetjening that clients call: their keys, their registration, and drafts of new clients.
 * Source: https://selvbetjening.nhn.no/docs/api
 */
import { TokenRefused } from 'helseid-client/verifier'
import { selvbetjeningScope } from 'helseid-contract'
import type { ClientRegistration } from '../../clients/registration.ts'
import { routePath } from '../../context/address.ts'
import type { Call } from '../../context/call.ts'
import { ownerOf } from '../../context/owner.ts'
import { withKeyAdvice } from '../../context/refused-key.ts'
import { notStoredEvent, refusalEvent } from '../../journal/log.ts'
import { cannotStoreIn } from '../../store/cannot-store.ts'
import { verified } from '../protected-api.ts'
import type { SelvbetjeningCall } from './call.ts'
import { readClient, updateClient } from './client.ts'
import { draftClient } from './client-draft.ts'
import { addClientSecret, listClientSecrets } from './client-secret.ts'
import { BadRequest, problem } from './problem.ts'
import { register } from './register.ts'

const guard = { audience: 'nhn:selvbetjening', scope: selvbetjeningScope } as const

/** Operations that a client calls with its own access token. */
const operations: Readonly<Record<string, (call: SelvbetjeningCall) => Response | Promise<Response>>> = {
  'GET /v1/client-secret': listClientSecrets,
  'POST /v1/client-secret': addClientSecret,
  'GET /v1/client': readClient,
  'PUT /v1/client': updateClient,
  // The former name of /v1/client.
  'GET /v1/client-status': readClient,
}

export async function handleSelvbetjening(call: Call): Promise<Response> {
  const { context, address, request, connection, notes } = call
  const { sts, path } = address
  const name = `${request.method} ${routePath(path)}`
  try {
    if (name === 'POST /v1/client-drafts') return await draftClient(call)
    if (/^\/confirm-client\/[\w-]+$/i.test(path)) {
      // Loads the pages only when someone opens one.
      const { confirmClient } = await import('./confirm-client.ts')
      return await confirmClient(call)
    }
    const operation = operations[name]
    if (operation === undefined) return problem({ status: 404, detail: served(), path })
    const { client_id: clientId } = await verified(call, guard)
    notes.clientId = String(clientId)
    notes.owner = ownerOf(call, String(clientId))
    const { context: owner } = notes.owner
    const known = (current: ClientRegistration | undefined) => {
      if (current === undefined)
        throw new BadRequest(`The client ${String(clientId)} is not registered.`, { status: 404 })
      return current
    }
    return await operation({
      ...call,
      context: owner,
      registration: () => known(owner.stses[sts].registry.client(String(clientId))?.registration),
      change: (make) => register(owner, sts, String(clientId), (current) => make(known(current))),
    })
  } catch (error) {
    if (error instanceof BadRequest) {
      const { status, message: detail, sent } = error
      const by = connection.caller
      return problem({ status, detail: withKeyAdvice(context, { request, by, sent, detail }), path })
    }
    const cannotStore = cannotStoreIn(error)
    if (cannotStore !== undefined) {
      const { reason, message } = cannotStore
      context.log(notStoredEvent(request, message))
      return problem({ status: reason === 'full' ? 507 : 503, detail: `Nothing has changed: ${message}.`, path })
    }
    if (!(error instanceof TokenRefused)) throw error
    context.log(refusalEvent('selvbetjening', sts, error))
    notes.error = error.code
    return problem({
      status: error.status,
      detail: error.message,
      path,
      headers: { 'WWW-Authenticate': error.wwwAuthenticate },
    })
  }
}

function served(): string {
  const names = [...Object.keys(operations), 'POST /v1/client-drafts', 'GET /confirm-client/<client id>']
  return `Unknown path or method. The twin’s Selvbetjening serves ${names.join(', ')}.`
}
