/** Refuses calls of the control plane from foreign web pages and under foreign host names. */
import type { Context } from '../context/context.ts'
import { refuseForeignHost } from '../context/foreign-host.ts'
import { refuseForeignPage } from '../context/foreign-page.ts'
import type { HttpRequest } from '../http/http-request.ts'

/** What a link on any page may lead to: a verdict, and the certificate. */
const linkTargets = /^\/(requests\/[^/]+|ca\.pem)$/

/** Undefined if the caller may use the control plane. `pathname` is the path after `/_mock`. */
export function refuseCaller(context: Context, url: URL, request: HttpRequest, pathname: string): Response | undefined {
  return (
    refuseForeignHost('The control plane', context, url, request) ??
    (isFollowedLink(request, pathname) ? undefined : refuseForeignPage('The control plane', context, request))
  )
}

/** Whether a person follows a link, on any page, to what a link may lead to. */
function isFollowedLink({ method, headers }: HttpRequest, pathname: string): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    headers.get('origin') === null &&
    headers.get('sec-fetch-mode') === 'navigate' &&
    headers.get('sec-fetch-dest') === 'document' &&
    linkTargets.test(pathname)
  )
}
