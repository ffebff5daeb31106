/** The control plane `/_mock`: what a test may ask and change while the twin runs. */

import type { Context } from '../context/context.ts'
import { boundedBody } from '../http/bounded-body.ts'
import { problemResponse } from '../http/responses.ts'

/** A longer body than this is not read, in bytes. */
const maxBodyBytes = 1024 * 1024

/** Undefined for a path outside `/_mock`, and for every path when the control plane is switched off. */
export async function handleControl(context: Context, url: URL, request: Request): Promise<Response | undefined> {
  const [, prefix] = url.pathname.split('/')
  if (prefix !== '_mock' || !context.access.served) return undefined
  const pathname = url.pathname.slice('/_mock'.length)
  // A certificate is no secret, and whoever is to trust it has to get it first.
  if (pathname === '/ca.pem' && request.method === 'GET') return caCertificate(context)
  if (!context.access.allows(request, url)) return unauthorized()
  // The document and its validator are loaded only where somebody asks.
  const { check, match } = await import('./validation.ts')
  const { perform, refusal } = await import('./operations.ts')
  const matched = match(request.method, pathname)
  if (matched === undefined) {
    const detail = 'The control plane has nothing there. What it has is described at /_mock/openapi.json.'
    return problemResponse(404, 'Not found', detail)
  }
  if ('allow' in matched) return notAllowed(request.method, matched.allow)
  const { body: bytes } = await boundedBody(request, maxBodyBytes)
  if (bytes === undefined)
    return problemResponse(413, 'Too large', `The body is longer than ${maxBodyBytes} bytes: send less at a time.`)
  const { query, body, faults } = check(matched, url.searchParams, bytes.toString('utf8'))
  if (faults.length > 0) return refusal(400, faults)
  return perform(matched.operation.operationId, { context, path: matched.path, query, body, request })
}

function notAllowed(method: string, allow: readonly string[]): Response {
  const response = problemResponse(405, 'Method not allowed', `There is no ${method} here: use ${allow.join(' or ')}.`)
  response.headers.set('Allow', allow.join(', '))
  return response
}

function caCertificate({ settings }: Context): Response {
  if (settings.caCertificate === undefined)
    return problemResponse(404, 'Not found', 'This twin serves plain HTTP, without certificates. Start it with --tls.')
  return new Response(settings.caCertificate, { headers: { 'Content-Type': 'application/x-pem-file' } })
}

function unauthorized(): Response {
  const detail =
    'This twin was started with a control token: send it as "Authorization: Bearer <token>", or follow a verdict link within fifteen minutes.'
  const response = problemResponse(401, 'Unauthorized', detail)
  response.headers.set('WWW-Authenticate', 'Bearer')
  return response
}
