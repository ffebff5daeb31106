/** Refuses calls of the control plane from foreign web pages and under foreign host names. */
import type { Context } from '../context/context.ts'
import { refuseForeignHost } from '../context/foreign-host.ts'
import { problemResponse } from '../http/responses.ts'
import { type Sender, senderOf } from '../http/sender.ts'

/** What a link on any page may lead to: a verdict, and the certificate. */
const linkTargets = /^\/(requests\/[^/]+|ca\.pem)$/

/** A page under an address that the twin does not know may be of a name that someone else controls. */
const accepted: readonly Sender[] = ['program', 'person', 'own-page']

/** Undefined if the caller may use the control plane. `pathname` is the path after `/_mock`. */
export function refuseCaller(context: Context, url: URL, request: Request, pathname: string): Response | undefined {
  return refuseForeignHost('The control plane', context, url, request) ?? refusePage(context, request, pathname)
}

/** The origin of the calling page, if `allowOrigins` lists it. */
export function allowedOrigin({ settings }: Context, request: Request): string | undefined {
  const origin = request.headers.get('origin') ?? undefined
  return origin !== undefined && settings.allowOrigins.includes(origin) ? origin : undefined
}

function refusePage(context: Context, request: Request, pathname: string): Response | undefined {
  if (allowedOrigin(context, request) !== undefined) return undefined
  const origin = request.headers.get('origin')
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const isLink =
    isRead &&
    request.headers.get('sec-fetch-mode') === 'navigate' &&
    request.headers.get('sec-fetch-dest') === 'document'
  if (origin === null && isLink && linkTargets.test(pathname)) return undefined
  if (accepted.includes(senderOf(request))) return undefined
  const page = origin === null || origin === 'null' ? 'a page of another origin' : `the page ${origin}`
  return problemResponse(
    403,
    'Forbidden',
    `The control plane does not answer ${page}. If that page is meant to drive this twin, start the twin with --allow-origin and the origin of the page, such as http://localhost:5173 (HELSEID_MOCK_ALLOW_ORIGIN).`,
  )
}
