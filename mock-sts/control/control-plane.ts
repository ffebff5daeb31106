/** The control plane `/_mock`: lets tests inspect and change a running twin. */

import type { Context } from '../context/context.ts'
import { boundedBody } from '../http/bounded-body.ts'
import { problemResponse } from '../http/responses.ts'

/** Maximum size of a request body, in bytes. */
const maxBodyBytes = 1024 * 1024

/** Undefined for a path outside `/_mock`, and for every path when the control plane is turned off. */
export async function handleControl(context: Context, url: URL, request: Request): Promise<Response | undefined> {
  const [, prefix] = url.pathname.split('/')
  if (prefix !== '_mock' || !context.access.served) return undefined
  const pathname = url.pathname.slice('/_mock'.length)
  // Served without the control token: the certificate is not secret, and clients need it before they can trust the twin.
  if (pathname === '/ca.pem' && request.method === 'GET') return caCertificate(context)
  if (!context.access.allows(request, url)) return unauthorized()
  // Loads the document and its validator only when the control plane is used.
  const { check, match } = await import('./validation.ts')
  const { perform, refusal } = await import('./operations.ts')
  const matched = match(request.method, pathname)
  if (matched === undefined) {
    const detail = 'Unknown path. The control plane is described at /_mock/openapi.json.'
    return problemResponse(404, 'Not found', detail)
  }
  if ('allow' in matched) return notAllowed(request.method, matched.allow)
  const { body: bytes } = await boundedBody(request, maxBodyBytes)
  if (bytes === undefined)
    return problemResponse(
      413,
      'Too large',
      `The body is longer than ${maxBodyBytes} bytes; send less data per request.`,
    )
  const { query, body, faults } = check(matched, url.searchParams, bytes.toString('utf8'))
  if (faults.length > 0) return refusal(400, faults)
  return perform(matched.operation.operationId, { context, path: matched.path, query, body, request })
}

function notAllowed(method: string, allow: readonly string[]): Response {
  const response = problemResponse(
    405,
    'Method not allowed',
    `${method} is not allowed here; use ${allow.join(' or ')}.`,
  )
  response.headers.set('Allow', allow.join(', '))
  return response
}

function caCertificate({ settings }: Context): Response {
  if (settings.caCertificate === undefined)
    return problemResponse(404, 'Not found', 'This twin serves plain HTTP and has no certificate; start it with --tls.')
  return new Response(settings.caCertificate, { headers: { 'Content-Type': 'application/x-pem-file' } })
}

function unauthorized(): Response {
  const detail =
    'This twin requires its control token: send "Authorization: Bearer <token>", or open a verdict link within 15 minutes.'
  const response = problemResponse(401, 'Unauthorized', detail)
  response.headers.set('WWW-Authenticate', 'Bearer')
  return response
}
