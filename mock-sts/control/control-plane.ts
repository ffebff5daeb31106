/** The control plane `/_mock`: what a test may ask and change while the twin runs. */
import { rules } from 'helseid-contract/rules'
import type { ApiRegistration, ClientRegistration } from '../registration.ts'
import type { Twin } from '../twin.ts'
import { problemResponse } from '../wire.ts'

type ControlledTwin = Pick<Twin, 'journal' | 'access' | 'registerClient' | 'registerApi' | 'registration'>
type Route = (twin: ControlledTwin, id: string, request: Request) => Response | Promise<Response>

const routes: Readonly<Record<string, Route>> = {
  'GET requests': ({ journal }) => json(200, { requests: journal.entries }),
  'GET requests/:id': showRequest,
  'POST clients': registerClient,
  'GET clients/:id': showClient,
  'POST apis': registerApi,
  'GET rules': () => json(200, { rules }),
}

/** Undefined for a path outside `/_mock`, and for every path when the control plane is switched off. */
export async function handleControl(twin: ControlledTwin, url: URL, request: Request): Promise<Response | undefined> {
  const [, prefix, resource = '', id = '', ...rest] = url.pathname.split('/')
  if (prefix !== '_mock' || !twin.access.served) return undefined
  if (!twin.access.allows(request, url)) return unauthorized()
  const route = rest.length === 0 ? routes[`${request.method} ${resource}${id === '' ? '' : '/:id'}`] : undefined
  if (route !== undefined) return route(twin, decodeURIComponent(id), request)
  const served = Object.keys(routes).map((name) => name.replace(' ', ' /_mock/'))
  return problemResponse(404, 'Not found', `The control plane serves ${served.join(', ')}.`)
}

function unauthorized(): Response {
  const detail =
    'This twin was started with a control token: send it as "Authorization: Bearer <token>", or follow a verdict link within fifteen minutes.'
  const response = problemResponse(401, 'Unauthorized', detail)
  response.headers.set('WWW-Authenticate', 'Bearer')
  return response
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
  // The validator is loaded only where there is something to validate.
  const { clientProblems } = await import('../config-problems.ts')
  const { body, problems } = await read<ClientRegistration>(request, clientProblems)
  if (problems.length > 0) return problemResponse(400, 'Bad registration', problems.join('; '))
  twin.registerClient(body)
  return json(201, { clientId: body.clientId })
}

async function registerApi(twin: ControlledTwin, _id: string, request: Request): Promise<Response> {
  const { apiProblems } = await import('../config-problems.ts')
  const { body, problems } = await read<ApiRegistration>(request, apiProblems)
  if (problems.length > 0) return problemResponse(400, 'Bad API', problems.join('; '))
  twin.registerApi(body)
  return json(201, { audience: body.audience })
}

/** `body` may be used when there are no problems. */
async function read<T>(
  request: Request,
  problemsOf: (value: unknown) => string[],
): Promise<{ body: T; problems: string[] }> {
  try {
    const body = await request.json()
    return { body: body as T, problems: problemsOf(body) }
  } catch (error) {
    return { body: undefined as T, problems: [`the body is no JSON: ${(error as Error).message}`] }
  }
}

function json(status: number, body: object): Response {
  return new Response(JSON.stringify(body, null, 2), { status, headers: { 'Content-Type': 'application/json' } })
}
