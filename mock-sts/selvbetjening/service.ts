/** HelseID Selvbetjening, as far as clients call it: their keys, and how they are registered (helseid.md 7). */
import { TokenRefused } from 'helseid-client/verifier'
import { selvbetjeningScope } from 'helseid-contract'
import type { Address } from '../address.ts'
import { refusalEvent, verified } from '../protected-api.ts'
import type { Twin } from '../twin.ts'
import { problemResponse } from '../wire.ts'
import type { SelvbetjeningCall } from './call.ts'
import { readClient, updateClient } from './client.ts'
import { addClientSecret, listClientSecrets } from './client-secret.ts'

const guard = { audience: 'nhn:selvbetjening', scope: selvbetjeningScope } as const

const operations: Readonly<Record<string, (call: SelvbetjeningCall) => Response | Promise<Response>>> = {
  'GET /v1/client-secret': listClientSecrets,
  'POST /v1/client-secret': addClientSecret,
  'GET /v1/client': readClient,
  'PUT /v1/client': updateClient,
}

export async function handleSelvbetjening(twin: Twin, address: Address, request: Request): Promise<Response> {
  const operation = operations[`${request.method} ${address.path}`]
  if (operation === undefined)
    return problemResponse(404, 'Not Found', `Selvbetjening serves ${Object.keys(operations).join(', ')} here.`)
  try {
    const { client_id: clientId } = await verified(twin, address, guard, request)
    const registration = twin.stses[address.sts].registry.client(String(clientId))?.registration
    if (registration === undefined) return problemResponse(404, 'Not Found', `There is no client ${String(clientId)}.`)
    return await operation({ twin, address, registration, request })
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error
    twin.options.log?.(refusalEvent('selvbetjening', address.sts, error))
    const response = problemResponse(error.status, error.status === 403 ? 'Forbidden' : 'Unauthorized', error.message)
    response.headers.set('WWW-Authenticate', error.wwwAuthenticate)
    return response
  }
}
