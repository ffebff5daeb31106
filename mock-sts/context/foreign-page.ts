/** Refuses requests that a browser sends for a page of another origin, which could otherwise drive a twin on the visitor’s machine. */
import type { HttpRequest } from '../http/http-request.ts'
import { problemResponse } from '../http/responses.ts'
import { type Sender, senderOf } from '../http/sender.ts'
import type { Context } from './context.ts'

/** A page under an address that the twin does not know may be of a name that someone else controls. */
const accepted: readonly Sender[] = ['program', 'person', 'own-page']

/** The origin of the calling page, if `allowOrigins` lists it. */
export function allowedOrigin({ settings }: Context, request: HttpRequest): string | undefined {
  const origin = request.headers.get('origin') ?? undefined
  return origin !== undefined && settings.allowOrigins.includes(origin) ? origin : undefined
}

/** Undefined for a program, a page of the twin, or a page that `allowOrigins` lists. `what` begins the reason. */
export function refuseForeignPage(what: string, context: Context, request: HttpRequest): Response | undefined {
  if (allowedOrigin(context, request) !== undefined || accepted.includes(senderOf(request))) return undefined
  const origin = request.headers.get('origin')
  const page = origin === null || origin === 'null' ? 'a page of another origin' : `the page ${origin}`
  return problemResponse(
    403,
    'Forbidden',
    `${what} does not answer ${page}. If that page is meant to drive this twin, start the twin with --allow-origin and the origin of the page, such as http://localhost:5173 (HELSEID_MOCK_ALLOW_ORIGIN).`,
  )
}
