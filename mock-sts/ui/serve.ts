/** Serves the workbench, the web pages below `/_mock/ui/`, and says so where it is missing. The router imports it when a page is requested. */
import type { Context } from '../context/context.ts'
import { refuseForeignHost } from '../context/foreign-host.ts'
import type { HttpRequest } from '../http/http-request.ts'
import { problemResponse } from '../http/responses.ts'
import { html, trusted } from '../pages/html.ts'
import { pageResponse } from '../pages/page.ts'
import { builtAsset, builtPage } from './built-files.ts'

/** Everything comes from the twin itself; a script that makes markup from text does not run. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

const protection = {
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** The command that builds the files, in a clone of the repository. */
export const buildCommand = 'npm run build:ui'

/** `url` has no session prefix; the request has, because the address in it is the one that the browser shows. */
export async function serveWorkbench(context: Context, url: URL, request: HttpRequest): Promise<Response> {
  const { method } = request
  if (method !== 'GET' && method !== 'HEAD') return notAllowed(method)
  const answer = await answerTo(context, url, request)
  return method === 'HEAD' ? new Response(null, answer) : answer
}

async function answerTo(context: Context, url: URL, request: HttpRequest): Promise<Response> {
  const refused = refuseForeignHost('The workbench', context, url, request)
  if (refused !== undefined) return refused
  const shown = new URL(request.url).pathname
  if (url.pathname === '/') return redirect(`${lastSegment(shown)}_mock/ui/`)
  if (url.pathname === '/_mock/ui') return redirect('ui/')
  if (!context.access.served) return withoutControlPlane(context, url)
  const path = url.pathname.slice('/_mock/ui/'.length)
  return path.startsWith('assets/') ? asset(path.slice('assets/'.length)) : page(path, url)
}

/** A relative address, because a proxy may have stripped a prefix. */
function redirect(location: string): Response {
  const headers = { Location: location, Vary: 'Accept', 'Cache-Control': 'no-store' }
  return new Response(null, { status: 302, headers })
}

/** From `/_mock/requests/<id>`; `search` has the key of a verdict link. Undefined if the workbench has not been built. */
export async function redirectToRequest(id: string, search: string): Promise<Response | undefined> {
  return (await builtPage()) === undefined ? undefined : redirect(`../ui/requests/${id}${search}`)
}

/** What a relative address must begin with if `path` has no final slash. */
function lastSegment(path: string): string {
  return path.endsWith('/') ? '' : `${path.slice(path.lastIndexOf('/') + 1)}/`
}

async function asset(name: string): Promise<Response> {
  const file = await builtAsset(name)
  if (file === undefined)
    return problemResponse(404, 'Not found', 'The workbench has no such file. Reload the page: the twin may be newer.')
  const headers = {
    ...protection,
    'Content-Type': file.contentType,
    'Cache-Control': 'public, max-age=31536000, immutable',
  }
  return new Response(file.bytes, { headers })
}

/** One page for every address: the script in it decides what to show. Its links to files are relative to the depth of `path`. */
async function page(path: string, url: URL): Promise<Response> {
  const built = await builtPage()
  if (built === undefined) return notBuilt(url)
  const up = '../'.repeat(path.split('/').length - 1) || './'
  const headers = { ...protection, 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' }
  return new Response(built.replaceAll('="./', `="${up}`), { headers })
}

function notBuilt({ host }: URL): Response {
  const main = html`<h1>The workbench has not been built</h1>
<p class="measure">Its files are missing. In a clone of the repository, <code>npm ci</code> builds them, and so does this command:</p>
<pre class="code">${buildCommand}</pre>
<p class="measure">Everything else works without them.</p>`
  return pageResponse({ title: 'Workbench not built · HelseID twin', main, host, status: 503 })
}

function withoutControlPlane({ settings, basePath }: Context, url: URL): Response {
  const issuer = `${settings.issuer ?? url.origin}${basePath}/test`
  const main = html`<h1>This twin has no control plane</h1>
<p class="measure">It was started with <code>--no-control</code>, so it has no workbench either. Its token service works:</p>
<dl class="pairs"><dt>Issuer</dt><dd><code>${issuer}</code></dd></dl>
<p class="measure">To see the requests and the reasons for refusals, start the twin without <code>--no-control</code>.</p>`
  return pageResponse({ title: 'No control plane · HelseID twin', main, host: url.host, status: 404 })
}

/** For a browser at a session's address; the twin's own workbench is at the same place without the prefix of the session. */
export function noSuchSessionPage({ url }: HttpRequest): Response {
  const { host, pathname } = new URL(url)
  // Relative, because a proxy may have stripped a prefix.
  const up = '../'.repeat(pathname.split('/').length - 2)
  const link = trusted(`<a href="${up}_mock/ui/">Open the twin’s own workbench</a>`)
  const main = html`<h1>This session does not exist</h1>
<p class="measure">A session can be ended, ends after ten minutes without a request, and is gone when the twin restarts.</p>
<p>${link}</p>`
  return pageResponse({ title: 'No such session · HelseID twin', main, host, status: 404 })
}

function notAllowed(method: string): Response {
  const response = problemResponse(405, 'Method not allowed', `${method} is not allowed here; use GET.`)
  response.headers.set('Allow', 'GET, HEAD')
  return response
}
