/** The control plane `/_mock`: what a test may ask and change while the twin runs. */
import { assertRegistration, type ClientRegistration } from '../registration.ts'
import type { Twin } from '../twin.ts'
import { problemResponse } from '../wire.ts'

type Route = (twin: ControlledTwin, id: string, request: Request) => Response | Promise<Response>

export interface ControlledTwin extends Pick<Twin, 'journal'> {
  /** @throws {TypeError} saying everything that is wrong */
  registerClient(registration: ClientRegistration): void
  /** How a client is registered, with whichever STS knows it. */
  registration(clientId: string): ClientRegistration | undefined
}

const routes: Readonly<Record<string, Route>> = {
  'GET requests': listRequests,
  'GET requests/:id': showRequest,
  'POST clients': registerClient,
  'GET clients/:id': showClient,
}

/** Undefined for a path outside `/_mock`. */
export async function handleControl(twin: ControlledTwin, url: URL, request: Request): Promise<Response | undefined> {
  const [, prefix, resource = '', id = '', ...rest] = url.pathname.split('/')
  if (prefix !== '_mock') return undefined
  const route = rest.length === 0 ? routes[`${request.method} ${resource}${id === '' ? '' : '/:id'}`] : undefined
  if (route !== undefined) return route(twin, decodeURIComponent(id), request)
  const served = Object.keys(routes).map((name) => name.replace(' ', ' /_mock/'))
  return problemResponse(404, 'Not found', `The control plane serves ${served.join(', ')}.`)
}

function listRequests({ journal }: ControlledTwin): Response {
  return json(200, { requests: journal.entries })
}

function showRequest({ journal }: ControlledTwin, id: string): Response {
  const entry = journal.find(id)
  if (entry === undefined)
    return problemResponse(404, 'Not found', `The journal has no request ${id}; it remembers the newest only.`)
  return json(200, entry)
}

function showClient(twin: ControlledTwin, id: string): Response {
  const registration = twin.registration(id)
  if (registration === undefined)
    return problemResponse(404, 'Not found', `No STS of this twin knows the client ${id}.`)
  const { clientSecret: _secret, ...shown } = registration
  return json(200, shown)
}

async function registerClient(twin: ControlledTwin, _id: string, request: Request): Promise<Response> {
  const body = await request.json().catch(() => undefined)
  // The validator is loaded only where there is something to validate.
  const { clientProblems } = await import('../config-schema.ts')
  const problems = body === undefined ? ['the body is no JSON'] : clientProblems(body)
  if (problems.length > 0) return problemResponse(400, 'Bad registration', problems.join('; '))
  try {
    assertRegistration(body as ClientRegistration)
    twin.registerClient(body as ClientRegistration)
  } catch (error) {
    if (error instanceof TypeError) return problemResponse(400, 'Bad registration', error.message)
    throw error
  }
  return json(201, { clientId: (body as ClientRegistration).clientId })
}

function json(status: number, body: object): Response {
  return new Response(JSON.stringify(body, null, 2), { status, headers: { 'Content-Type': 'application/json' } })
}
