/** The control plane `/_mock`: lets tests inspect and change a running twin. */

import { defaultSts } from '../context/address.ts'
import type { Context } from '../context/context.ts'
import { allowedOrigin } from '../context/foreign-page.ts'
import { type RefusedRequest, withKeyAdvice } from '../context/refused-key.ts'
import { boundedBody } from '../http/bounded-body.ts'
import type { Connection } from '../http/handler.ts'
import type { HttpRequest } from '../http/http-request.ts'
import { problemResponse } from '../http/responses.ts'
import { controlChangeEvent, isRefusal } from '../journal/control-log.ts'
import { formatBytes, limits } from '../limits.ts'
import { refuseCaller } from './caller.ts'

/** Maximum size of a request body, in bytes. */
const maxBodyBytes = limits.body.value

/**
 * A page to answer with instead of data, for a caller who prefers one; `pathname` is the path after `/_mock`, such as `/requests/<id>`. It
 * is sent without the control token, so it must not hold data: what it loads carries the token, or the key of a verdict link.
 */
export type PageFor = (pathname: string, request: HttpRequest) => Response | undefined | Promise<Response | undefined>

/** Undefined for a path outside `/_mock`, and for every path when the control plane is turned off. */
export async function handleControl(
  context: Context,
  url: URL,
  request: HttpRequest,
  { caller: by }: Connection = {},
  pageFor: PageFor = () => undefined,
): Promise<Response | undefined> {
  const [, prefix] = url.pathname.split('/')
  if (prefix !== '_mock' || !context.access.served) return undefined
  const answer = withProtection(await answerTo(context, url, request, by, pageFor))
  if (isRefusal(answer.status)) context.controlRefused({ status: answer.status, request, by })
  answer.headers.append('Vary', 'Origin')
  const origin = allowedOrigin(context, request)
  if (origin !== undefined) answer.headers.set('Access-Control-Allow-Origin', origin)
  return request.method === 'HEAD' ? new Response(null, answer) : answer
}

/** Header fields that keep a response out of caches and frames, and from being taken for something else. */
export function withProtection(response: Response): Response {
  const fields = {
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  }
  for (const [name, value] of Object.entries(fields)) if (!response.headers.has(name)) response.headers.set(name, value)
  return response
}

async function answerTo(
  context: Context,
  url: URL,
  request: HttpRequest,
  by: string | undefined,
  pageFor: PageFor,
): Promise<Response> {
  const pathname = url.pathname.slice('/_mock'.length)
  const refused = refuseCaller(context, url, request, pathname)
  if (refused !== undefined) return refused
  // A preflight request has no credentials. https://fetch.spec.whatwg.org/#cors-preflight-fetch
  if (isPreflight(request)) return preflightAnswer()
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  // Served without the control token: the certificate is not secret, and clients need it before they can trust the twin.
  if (pathname === '/ca.pem' && isRead) return caCertificate(context)
  const page = isRead ? await pageFor(pathname, request) : undefined
  if (page !== undefined) return page
  if (!context.access.allows(request, url)) return unauthorized()
  // Loads the document and its validator only when the control plane is used.
  const { check, match } = await import('./validation.ts')
  const { perform } = await import('./operations/index.ts')
  const { refusal } = await import('./operations/operation.ts')
  const { changeTexts } = await import('./change-texts.ts')
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
      `The body is longer than ${formatBytes(maxBodyBytes)}; send less data per request.`,
    )
  const sent = bytes.toString('utf8')
  const refuse = (answer: Response) => adviseOnKey(context, answer, { request, by, sent })
  if (bytes.length > 0 && !isJson(request)) return refuse(notJson())
  const { query, body, faults } = check(matched, url.searchParams, sent)
  if (faults.length > 0) return refuse(refusal(400, faults))
  const { operationId: operation } = matched.operation
  const answer = await perform(operation, { context, path: matched.path, query, body, request })
  if (!answer.ok) return refuse(answer)
  const describe = changeTexts[operation]
  if (describe !== undefined) {
    const what = describe({ path: matched.path, body, answer: await bodyOf(answer), defaultSts: defaultSts(url) })
    context.log(controlChangeEvent({ operation, what, by, basePath: context.basePath }))
  }
  return answer
}

/** A private key may be sent to mint a proof with it, so `proofKey` counts only if it was refused. */
async function adviseOnKey(
  context: Context,
  answer: Response,
  refused: Omit<RefusedRequest, 'detail' | 'meantFor'>,
): Promise<Response> {
  const problem = (await answer.clone().json()) as { readonly detail: string }
  const detail = withKeyAdvice(context, { ...refused, detail: problem.detail, meantFor: 'proofKey' })
  if (detail === problem.detail) return answer
  return new Response(JSON.stringify({ ...problem, detail }), answer)
}

async function bodyOf(answer: Response): Promise<unknown> {
  return answer.body === null ? undefined : answer.clone().json()
}

function isPreflight({ method, headers }: HttpRequest): boolean {
  return method === 'OPTIONS' && headers.has('origin') && headers.has('access-control-request-method')
}

function preflightAnswer(): Response {
  const headers = {
    'Access-Control-Allow-Methods': 'GET, HEAD, POST, DELETE',
    'Access-Control-Allow-Headers': 'Authorization, Content-Type, Last-Event-ID',
    'Access-Control-Max-Age': '600',
  }
  return new Response(null, { status: 204, headers })
}

function isJson({ headers }: HttpRequest): boolean {
  return /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(headers.get('content-type') ?? '')
}

function notJson(): Response {
  return problemResponse(415, 'Unsupported media type', 'Send the body as JSON, with Content-Type: application/json.')
}

function notAllowed(method: string, allow: readonly string[]): Response {
  const response = problemResponse(
    405,
    'Method not allowed',
    `${method} is not allowed here; use ${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(allow)}.`,
  )
  response.headers.set('Allow', allow.join(', '))
  return response
}

function caCertificate({ settings }: Context): Response {
  if (settings.caCertificate === undefined)
    return problemResponse(404, 'Not found', 'This twin serves plain HTTP and has no certificate; start it with --tls.')
  return new Response(settings.caCertificate, { headers: { 'Content-Type': 'application/octet-stream' } })
}

function unauthorized(): Response {
  const detail =
    'This twin requires its control token: send "Authorization: Bearer <token>", or open a verdict link within 15 minutes.'
  const response = problemResponse(401, 'Unauthorized', detail)
  response.headers.set('WWW-Authenticate', 'Bearer')
  return response
}
