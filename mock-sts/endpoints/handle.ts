/** Request in, response out: the whole twin without a port. */
import { discoveryDocument, dpopAlgorithms, endpoints, type StsName, stsEnvironments, stsNames } from 'helseid-contract'
import { type Address, addressOf, stsAddress } from '../context/address.ts'
import type { Twin } from '../context/context.ts'
import { createNameWatch } from '../context/issuer-warnings.ts'
import { note, notesOf } from '../context/request-notes.ts'
import { sessionIdOf } from '../context/sessions.ts'
import { handleControl } from '../control/control-plane.ts'
import type { Connection, Handle } from '../http/handler.ts'
import { documentResponse, errorResponse, problemResponse, tokenResponse } from '../http/responses.ts'
import type { JournalEntry } from '../journal/journal.ts'
import { faultEvent, scenarioRequestEvent, tokenRequestEvent } from '../journal/log.ts'
import { received, urlWithoutSecrets } from '../journal/received.ts'
import { BadScenario, scenarioHeader, tokenPlaces, wait } from '../scenarios/active-scenarios.ts'
import type { MetadataAct } from '../scenarios/scenario.ts'
import { handleApi } from '../services/nhn-api/service.ts'
import { handleSelvbetjening } from '../services/selvbetjening/service.ts'
import { handleTtt } from '../services/ttt/service.ts'
import type { Sts, StsAnswer } from '../sts/sts.ts'
import { explain } from '../verdict/error-description.ts'
import { readTokenRequest } from '../verdict/token-request.ts'

type Endpoint = (twin: Twin, address: Address, request: Request, connection: Connection) => Response | Promise<Response>

const healthPaths = new Set(['/healthz', '/isalive', '/readyz'])

/** Paths of an STS; each endpoint that HelseID advertises has one. */
const stsEndpoints: Readonly<Record<string, Endpoint>> = {
  ...Object.fromEntries(Object.values(endpoints).map((path) => [path, notBuilt(path)])),
  [endpoints.discovery]: readOnly(discovery),
  [endpoints.jwks]: readOnly(jwks),
  [endpoints.expiredJwks]: readOnly((twin, { sts }) =>
    documentResponse({ keys: twin.stses[sts].keys.retired().map(({ publicJwk }) => publicJwk) }),
  ),
  [endpoints.availableIdps]: readOnly(() => documentResponse([])),
}

const services = { 'nhn-api': handleApi, ttt: handleTtt, selvbetjening: handleSelvbetjening } as const
const serviceNames = { 'nhn-api': 'api', ttt: 'test-token', selvbetjening: 'selvbetjening' } as const
const documentNames: ReadonlyMap<string, JournalEntry['endpoint']> = new Map([
  [endpoints.discovery, 'metadata'],
  [endpoints.jwks, 'jwks'],
])

export function createHandler(twin: Twin): Handle {
  const route = createRouter(twin)
  return async (request, connection = {}) => {
    try {
      return await route(request, connection)
    } catch (error) {
      if (error instanceof BadScenario) return problemResponse(400, 'Bad scenario', error.message)
      // A fault of the twin, never of the request: it is reported, and the next request is served.
      twin.options.log?.(faultEvent(request, error))
      return problemResponse(500, 'Internal error', `The twin failed: ${String(error)}. Please report it.`)
    }
  }
}

function createRouter(twin: Twin): (request: Request, connection: Connection) => Promise<Response> {
  const nameRemarks = createNameWatch(twin.options)
  return async (request, connection) => {
    const url = new URL(request.url)
    for (const event of nameRemarks(url, request.headers)) twin.options.log?.(event)
    // What lies below a session's path is served as if it lay at the root.
    url.pathname = url.pathname.slice(twin.basePath.length) || '/'
    if (url.pathname === '/metrics') return metrics(twin)
    if (healthPaths.has(url.pathname)) return new Response('ok', { headers: { 'Content-Type': 'text/plain' } })
    const control = await handleControl(twin, url, request)
    if (control !== undefined) return control
    const address = addressOf(url, twin.options.issuer, twin.basePath)
    if (address === undefined) return notFound(twin, url)
    const isToken = address.service === 'sts' && address.path === endpoints.token
    // Its own journal entry tells more.
    if (isToken) return token(twin, address, request, connection)
    const response = await serve(twin, address, request, connection)
    const { method } = request
    const entry = {
      id: twin.newId(),
      at: twin.now(),
      sts: address.sts,
      endpoint: endpointName(address),
      method,
      url: urlWithoutSecrets(request.url),
      ...notesOf(request),
      status: response.status,
    }
    record(twin, entry, received(request, connection.rawHeaders, undefined))
    if (entry.scenario === undefined) return response
    twin.options.log?.(scenarioRequestEvent(address.service, entry))
    return linked(twin, entry, response)
  }
}

async function serve(twin: Twin, address: Address, request: Request, connection: Connection): Promise<Response> {
  if (address.service !== 'sts') return services[address.service](twin, address, request)
  const endpoint = stsEndpoints[address.path]
  return endpoint === undefined ? notFound(twin, new URL(request.url)) : endpoint(twin, address, request, connection)
}

function endpointName({ service, path }: Address): JournalEntry['endpoint'] {
  return service === 'sts' ? (documentNames.get(path) ?? 'other') : serviceNames[service]
}

/** Keeps a request for whoever asks, and counts it. */
function record(twin: Twin, entry: JournalEntry, raw: ReturnType<typeof received>): void {
  twin.journal.add(entry, raw)
  twin.tally.count(entry)
}

function metrics({ tally, journal, sessions }: Twin): Promise<Response> {
  return tally.answer({ journal, sessions: sessions?.ids.length ?? 0 })
}

function discovery(twin: Twin, { sts, issuers }: Address, request: Request): Response | Promise<Response> {
  const next = twin.stses[sts].profile === 'next'
  const dpopSigningAlgorithms = next ? dpopAlgorithms.documented : dpopAlgorithms.advertised
  return published(twin, 'metadata', sts, request, discoveryDocument(issuers[sts], { dpopSigningAlgorithms }))
}

async function jwks(twin: Twin, { sts }: Address, request: Request): Promise<Response> {
  await changeKeys(twin, sts, request)
  const keys = (await twin.stses[sts].keys.published()).map(({ publicJwk }) => publicJwk)
  return published(twin, 'jwks', sts, request, { keys })
}

/** A scenario about the keys acts here too, for an API may read them before any token is asked for. */
async function changeKeys({ scenarios, stses }: Twin, sts: StsName, request: Request): Promise<void> {
  const acting = scenarios.take(['keys'], { sts, header: request.headers.get(scenarioHeader) })
  if (acting?.scenario.act.at !== 'keys') return
  note(request, { scenario: acting.scenario.name })
  await acting.scenario.act.change(stses[sts].keys)
}

/** Metadata or JWKS, or what a scenario puts in its place. */
function published(
  { scenarios }: Twin,
  at: MetadataAct['at'],
  sts: StsName,
  request: Request,
  document: Record<string, unknown>,
): Response | Promise<Response> {
  const acting = scenarios.take([at], { sts, header: request.headers.get(scenarioHeader) })
  if (acting?.scenario.act.at !== at) return documentResponse(document)
  note(request, { scenario: acting.scenario.name })
  return (acting.scenario.act as MetadataAct).answer({ document, parameters: acting.parameters, wait })
}

async function token(twin: Twin, address: Address, request: Request, connection: Connection): Promise<Response> {
  const asked = await readTokenRequest(request, connection.rawHeaders)
  const { namedClient, keys: signingKeys } = twin.stses[address.sts]
  const named = namedClient(asked)
  const owner = ownerOf(twin, address, named)
  const sts = owner.stses[address.sts]
  const turn = owner.scenarios.find(tokenPlaces, {
    sts: address.sts,
    clientId: named,
    header: request.headers.get(scenarioHeader),
  })
  const { act } = turn?.scenario ?? {}
  if (act?.at === 'keys') await act.change(signingKeys)
  // Whoever asks under a name gets a token that the JWKS under that name verifies.
  const answer = await sts.answer(asked, stsAddress(address, endpoints.token), { turn, signingKeys })
  const { acting } = answer
  const response = await responseOf(owner, sts, answer)
  const clientId = 'clientId' in answer.facts.credential ? answer.facts.credential.clientId : undefined
  const error = acting?.scenario.act.at === 'token answer' ? await errorIn(response) : answer.error?.error
  const entry = {
    id: owner.newId(),
    at: owner.now(),
    sts: address.sts,
    endpoint: 'token' as const,
    method: request.method,
    url: urlWithoutSecrets(request.url),
    status: response.status,
    verdict: answer.verdict,
    ...(clientId !== undefined && { clientId }),
    ...(error !== undefined && { error }),
    ...(acting && { scenario: acting.scenario.name }),
  }
  record(owner, entry, received(request, connection.rawHeaders, asked.body))
  owner.options.log?.(tokenRequestEvent(entry))
  return linked(owner, entry, response)
}

/** `error` of an answer that a scenario has made; undefined where it is no OAuth error. */
async function errorIn(response: Response): Promise<string | undefined> {
  if (response.status < 400 || !response.headers.get('content-type')?.startsWith('application/json')) return undefined
  return ((await response.clone().json()) as { error?: string }).error
}

/** With a link to what the journal says of the request. */
function linked({ access }: Twin, { id, url }: JournalEntry, response: Response): Response {
  const link = access.verdictLink(id, url)
  // An answer that stands for a broken connection has headers that cannot be changed, and nobody to read them.
  if (link !== undefined && response.type !== 'error') response.headers.set('x-helseid-mock-verdict', link)
  return response
}

/** A real hostname has no room for a session's path: there a session is known by a client of its own. */
function ownerOf(twin: Twin, { sts, issuers }: Address, clientId: string | undefined): Twin {
  const isReal = issuers[sts] === stsEnvironments[sts].issuer
  if (!isReal || clientId === undefined || twin.stses[sts].registry.client(clientId) !== undefined) return twin
  return twin.sessions?.ownerOf(clientId) ?? twin
}

/** The answer, or what a scenario makes of it. */
async function responseOf({ options, clock }: Twin, sts: Sts, answer: StsAnswer): Promise<Response> {
  const error = answer.error && (options.explainInResponse ? explain(answer.error, answer.verdict) : answer.error)
  const usual = error
    ? errorResponse(error, answer.nonce)
    : tokenResponse(answer.token as NonNullable<typeof answer.token>)
  const { acting } = answer
  if (acting === undefined) return usual
  const { act } = acting.scenario
  if (act.at === 'token body' && usual.ok)
    return new Response(act.change(answer.token as unknown as Record<string, unknown>), usual)
  const { parameters } = acting
  if (act.at === 'clock') usual.headers.set('Date', httpDate(clock.incoming() + act.seconds(parameters) * 1000))
  if (act.at !== 'token answer') return usual
  return act.answer({ parameters, proceed: async () => usual, issueNonce: sts.issueNonce, wait })
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7 */
function httpDate(epochMilliseconds: number): string {
  return new Date(epochMilliseconds).toUTCString()
}

/** Metadata is read by GET; anything else is 405 without a body (Duende DiscoveryEndpoint). */
function readOnly(endpoint: Endpoint): Endpoint {
  return (twin, address, request, connection) =>
    request.method === 'GET' || request.method === 'HEAD'
      ? endpoint(twin, address, request, connection)
      : new Response(null, { status: 405 })
}

function notBuilt(path: string): Endpoint {
  return () =>
    errorResponse({
      error: 'invalid_request',
      description: `HelseID advertises ${path}, but this twin does not serve it yet`,
    })
}

function notFound({ access: { served } }: Twin, url: URL): Response {
  if (sessionIdOf(url.pathname) !== undefined)
    return problemResponse(
      404,
      'Not found',
      'There is no such session; it may have been forgotten after ten idle minutes.',
    )
  const known = [...stsNames.map((sts) => `/${sts}${endpoints.discovery}`), '/nhn-api/test/hello', '/healthz']
  const control = served ? ' The control plane is described at /_mock/openapi.json.' : ''
  return problemResponse(404, 'Not found', `Nothing is served at ${url.pathname}. Try ${known.join(', ')}.${control}`)
}
