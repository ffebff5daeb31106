/** Routes each request: to the control plane, an STS endpoint, or one of NHN's other services. */
import { endpoints, limits, stsNames } from 'helseid-contract'
import { type Address, addressOf, issuersAt, realServiceAt, testTokenPaths } from '../context/address.ts'
import type { Call } from '../context/call.ts'
import type { Context } from '../context/context.ts'
import { record } from '../context/record.ts'
import { logSentKey } from '../context/refused-key.ts'
import { sessionIdOf } from '../context/sessions.ts'
import { handleControl, withProtection } from '../control/control-plane.ts'
import { type Endpoint, stsEndpoint } from '../endpoints/index.ts'
import { prefersHtml } from '../http/accepts-html.ts'
import { boundedBody } from '../http/bounded-body.ts'
import type { Connection, Serve } from '../http/handler.ts'
import type { HttpRequest } from '../http/http-request.ts'
import { problemResponse } from '../http/responses.ts'
import { faultEvent, hangUpEvent, isHangUp, notServedEvent, notStoredEvent } from '../journal/log.ts'
import { BadScenario } from '../scenarios/active-scenarios.ts'
import { handleApi } from '../services/nhn-api/service.ts'
import { handleSelvbetjening } from '../services/selvbetjening/service.ts'
import { handleTtt } from '../services/ttt/service.ts'
import { StoreFull } from '../store/bounded-maps.ts'
import { cannotStoreIn } from '../store/cannot-store.ts'

const services: Readonly<Record<Exclude<Address['service'], 'sts'>, Endpoint>> = {
  'nhn-api': { name: 'api', handle: handleApi },
  selvbetjening: { name: 'selvbetjening', handle: handleSelvbetjening },
  ttt: { name: 'test-token', handle: handleTtt },
}

const healthPaths = new Set(['/healthz', '/isalive', '/readyz'])

/** The status that nginx logs for a caller that hung up. */
const clientClosedRequest = 499

/** Never rejects. */
export function createRouter(context: Context): Serve {
  return async (request, connection = {}) => {
    try {
      const url = new URL(request.url)
      for (const event of context.issuerWarnings.warningsFor(url, request.headers)) context.log(event)
      // Strip the session's path prefix: the rest is served as for a twin at the root.
      if (url.pathname.startsWith(context.basePath)) url.pathname = url.pathname.slice(context.basePath.length) || '/'
      return await withoutSecrets(context, await route(context, url, request, connection))
    } catch (error) {
      if (error instanceof BadScenario)
        return withoutSecrets(context, problemResponse(400, 'Bad scenario', error.message))
      const cannotStore = cannotStoreIn(error)
      if (cannotStore !== undefined) {
        const { reason, message } = cannotStore
        context.log(notStoredEvent(request, message))
        const detail = `Nothing has changed: ${message}.`
        if (reason === 'full') return problemResponse(507, 'Insufficient storage', detail)
        return problemResponse(503, 'Storage unavailable', detail)
      }
      if (request.signal.aborted || isHangUp(error)) {
        context.log(hangUpEvent(request))
        // No one reads the response.
        return new Response(null, { status: clientClosedRequest })
      }
      if (error instanceof StoreFull) {
        context.limitReached('records')
        const detail = `${error.message}. Remove clients that are no longer used, or reset the twin.`
        return problemResponse(507, 'Insufficient storage', detail)
      }
      // A bug in the twin, not in the request: report it and keep serving.
      context.log(faultEvent(request, error))
      const detail = `The twin failed: ${context.scrubber.text(String(error))}. This is a bug: please report it.`
      return withProtection(problemResponse(500, 'Internal error', detail))
    }
  }
}

/** The texts of a problem may quote the request. */
async function withoutSecrets({ scrubber }: Context, response: Response): Promise<Response> {
  const isProblem = response.headers.get('content-type') === 'application/problem+json'
  // The answer to HEAD has no body.
  if (!isProblem || response.body === null) return response
  const problem: unknown = await response.json()
  const { status, headers } = response
  return new Response(JSON.stringify(scrubber.data(problem)), { status, headers })
}

async function route(context: Context, url: URL, request: HttpRequest, connection: Connection): Promise<Response> {
  const { generation } = context
  if (url.pathname === '/metrics') return await metricsAnswer(context, request, connection)
  if (healthPaths.has(url.pathname)) return new Response('ok', { headers: { 'Content-Type': 'text/plain' } })
  if (isForWorkbench(url, request)) return (await import('../ui/serve.ts')).serveWorkbench(context, url, request)
  if (isOfUnknownSession(url)) return noSuchSession(request)
  const control = await handleControl(context, url, request, connection, pageOfRequest)
  if (control !== undefined) return control
  const address = addressOf(url, context.settings.issuer, context.basePath)
  const call: Call = { context, generation, address: address ?? nowhere(url), request, connection, notes: {} }
  const endpoint = address && endpointOf(context, address)
  if (endpoint !== undefined && endpoint.isServed !== false)
    return record(call, endpoint.name, await endpoint.handle(call))
  // A body is kept for the journal: the caller probably meant another address.
  if (Number(request.headers.get('content-length')) <= limits.bodyBytes)
    call.notes.body = (await boundedBody(request, limits.bodyBytes)).body
  const response = await (endpoint === undefined ? notFound(context, new URL(request.url)) : endpoint.handle(call))
  const recorded = await record(call, 'other', response)
  context.log(notServedEvent(request, response.status, servedAt(url)))
  logSentKey(context, { request, by: connection.caller, sent: String(call.notes.body ?? '') })
  return recorded
}

/** The control plane or workbench of a session that does not exist. It is not a request of a client, so the journal does not keep it. */
function isOfUnknownSession({ pathname }: URL): boolean {
  return sessionIdOf(pathname) !== undefined && /^\/s\/[^/]+\/_mock(?:\/|$)/.test(pathname)
}

async function noSuchSession(request: HttpRequest): Promise<Response> {
  if (prefersHtml(request.headers.get('accept'))) return (await import('../ui/serve.ts')).noSuchSessionPage(request)
  return withProtection(problemResponse(404, 'Not found', noSession))
}

const noSession = 'This session does not exist. A session can be ended, and ends after ten minutes without a request.'

/** The pages below `/_mock/ui/`, and `/` for a browser. Programs keep the answer that lists the paths. */
function isForWorkbench({ pathname }: URL, { headers }: HttpRequest): boolean {
  if (pathname === '/_mock/ui' || pathname.startsWith('/_mock/ui/')) return true
  return pathname === '/' && prefersHtml(headers.get('accept'))
}

/** A verdict link leads a browser to the page of the request. Where that has not been built, it has the verdict as text. */
async function pageOfRequest(pathname: string, { url, headers }: HttpRequest): Promise<Response | undefined> {
  const [, id] = /^\/requests\/([^/]+)$/.exec(pathname) ?? []
  if (id === undefined || !prefersHtml(headers.get('accept'))) return undefined
  return (await import('../ui/serve.ts')).redirectToRequest(id, new URL(url).search)
}

/** The address of a request that names no service. */
function nowhere(url: URL): Address {
  return { sts: 'test', service: 'sts', path: url.pathname, issuers: issuersAt(url, undefined) }
}

/** Addresses to try instead, under the same name. */
function servedAt(url: URL): readonly string[] {
  const real = realServiceAt(url)
  if (real === undefined) return servedLocally(url.pathname.toLowerCase())
  if (real.service === 'sts') return [endpoints.discovery, endpoints.token, `/nhn-api/${real.sts}/hello`]
  return real.service === 'ttt' ? testTokenPaths : selvbetjeningPaths
}

const selvbetjeningPaths = ['/v1/client-secret', '/v1/client', '/v1/client-drafts']

/** Of the service that the path means: a .NET base address without a final slash loses its last segment. */
function servedLocally(path: string): readonly string[] {
  if (path.startsWith('/selvbetjening') || selvbetjeningPaths.some((own) => path.endsWith(own)))
    return selvbetjeningPaths.map((own) => `/selvbetjening/test${own}`)
  if (path.startsWith('/nhn-api')) return stsNames.map((sts) => `/nhn-api/${sts}/hello`)
  if (path.endsWith('/create-test-token-with-key')) return testTokenPaths.map((own) => `/ttt${own}`)
  return [...stsNames.map((sts) => `/${sts}${endpoints.discovery}`), '/nhn-api/test/hello', '/healthz']
}

function endpointOf({ stses }: Context, { service, path, sts }: Address): Endpoint | undefined {
  return service === 'sts' ? stsEndpoint(path, stses[sts].metadata) : services[service]
}

function metrics({ tally, journal, sessions }: Context): Promise<Response> {
  return tally.answer({ journal, sessions: sessions?.ids.length ?? 0 })
}

async function metricsAnswer(context: Context, request: HttpRequest, { caller: by }: Connection): Promise<Response> {
  if (context.access.hasToken(request)) return metrics(context)
  context.controlRefused({ status: 401, request, by })
  return metricsRefusal()
}

function metricsRefusal(): Response {
  const detail = 'This twin requires its control token for /metrics: send "Authorization: Bearer <token>".'
  const response = problemResponse(401, 'Unauthorized', detail)
  response.headers.set('WWW-Authenticate', 'Bearer')
  return response
}

function notFound({ access: { served } }: Context, url: URL): Response {
  if (sessionIdOf(url.pathname) !== undefined) return problemResponse(404, 'Not found', noSession)
  const control = served ? ' The control plane is described at /_mock/openapi.json.' : ''
  return problemResponse(
    404,
    'Not found',
    `Nothing is served at ${url.pathname}. Try ${servedAt(url).join(', ')}.${control}`,
  )
}
