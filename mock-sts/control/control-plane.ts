/** The control plane `/_mock`: what a test may ask and change while the twin runs. */
import { stsNamed, stsNames } from 'helseid-contract'
import { rules } from 'helseid-contract/rules'
import type { ScenarioUse } from '../acting-scenarios.ts'
import { localIssuers } from '../address.ts'
import type { Duration, TwinClock } from '../clock.ts'
import { isDeeper, maxDepth } from '../compact-jwt.ts'
import { type MockOptions, requireSts } from '../config.ts'
import type { JournalEntry } from '../journal.ts'
import { type MintOptions, mint, mintSources } from '../mint.ts'
import type { ApiRegistration, ClientRegistration } from '../registration.ts'
import { scenarios as allScenarios } from '../scenarios/index.ts'
import type { Twin } from '../twin.ts'
import { brokenRules } from '../verdict.ts'
import { verdictText } from '../verdict-text.ts'
import { problemResponse } from '../wire.ts'

type ControlledTwin = Pick<Twin, 'scenarios' | 'clock' | 'stses' | 'basePath' | 'sessions'> &
  Pick<
    Twin,
    'options' | 'reset' | 'journal' | 'access' | 'registerClient' | 'removeClient' | 'registerApi' | 'registration'
  >
type Route = (twin: ControlledTwin, id: string, request: Request) => Response | Promise<Response>

const routes: Readonly<Record<string, Route>> = {
  'GET requests': ({ journal }) => json(200, { requests: journal.entries.map(summary) }),
  'GET requests/:id': showRequest,
  'GET clients': listClients,
  'POST clients': registerClient,
  'DELETE clients/:id': removeClient,
  'GET clients/:id': showClient,
  'POST apis': registerApi,
  'GET scenarios': ({ scenarios }) => json(200, { scenarios: catalogue(), inUse: scenarios.inUse }),
  'POST scenarios': useScenario,
  'DELETE scenarios': ({ scenarios }) => {
    scenarios.clear()
    return new Response(null, { status: 204 })
  },
  'POST tokens': mintToken,
  'GET clock': ({ clock }) => json(200, shownClock(clock)),
  'POST clock': moveClock,
  'GET keys': listKeys,
  'POST keys': changeKeys,
  'GET sessions': ({ sessions }) => json(200, { sessions: sessions?.ids ?? [] }),
  'POST sessions': createSession,
  'DELETE sessions/:id': endSession,
  'POST reset': async ({ reset }) => {
    await reset()
    return new Response(null, { status: 204 })
  },
  'GET rules': () => json(200, { rules }),
}

/** Undefined for a path outside `/_mock`, and for every path when the control plane is switched off. */
export async function handleControl(twin: ControlledTwin, url: URL, request: Request): Promise<Response | undefined> {
  const [, prefix, resource = '', encodedId = '', ...rest] = url.pathname.split('/')
  if (prefix !== '_mock' || !twin.access.served) return undefined
  // A certificate is no secret, and whoever is to trust it has to get it first.
  if (url.pathname === '/_mock/ca.pem') return caCertificate(twin)
  if (!twin.access.allows(request, url)) return unauthorized()
  const route = rest.length === 0 ? routes[`${request.method} ${resource}${encodedId === '' ? '' : '/:id'}`] : undefined
  const id = decoded(encodedId)
  if (route !== undefined && id !== undefined) return route(twin, id, request)
  const served = Object.keys(routes).map((name) => name.replace(' ', ' /_mock/'))
  return problemResponse(404, 'Not found', `The control plane serves ${served.join(', ')}.`)
}

/** Undefined for what is not percent-encoded as it should be: no resource has such a name. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

function caCertificate({ options }: ControlledTwin): Response {
  if (options.caCertificate === undefined)
    return problemResponse(404, 'Not found', 'This twin serves plain HTTP, without certificates. Start it with --tls.')
  return new Response(options.caCertificate, { headers: { 'Content-Type': 'application/x-pem-file' } })
}

function unauthorized(): Response {
  const detail =
    'This twin was started with a control token: send it as "Authorization: Bearer <token>", or follow a verdict link within fifteen minutes.'
  const response = problemResponse(401, 'Unauthorized', detail)
  response.headers.set('WWW-Authenticate', 'Bearer')
  return response
}

function showRequest({ journal }: ControlledTwin, id: string, request: Request): Response {
  const entry = journal.find(id)
  if (entry === undefined)
    return problemResponse(404, 'Not found', `The journal has no request ${id}; it remembers the newest only.`)
  // A click in a browser wants to be read, a program wants JSON.
  if (entry.verdict !== undefined && prefersText(request)) return text(verdictText(entry.verdict))
  const { verdict, ...rest } = entry
  return json(200, { ...rest, broken: verdict && brokenRules(verdict), verdict })
}

/** A request with the rules it broke; those it kept are told with the single request. */
function summary({ verdict, ...entry }: JournalEntry): object {
  return { ...entry, ...(verdict && { outcome: verdict.outcome, broken: brokenRules(verdict) }) }
}

function prefersText(request: Request): boolean {
  const [first = ''] = (request.headers.get('accept') ?? '').split(',')
  return first.startsWith('text/')
}

function text(body: string): Response {
  return new Response(`${body}\n`, { headers: { 'Content-Type': 'text/plain; charset=UTF-8' } })
}

function showClient(twin: ControlledTwin, id: string): Response {
  const registration = twin.registration(id)
  if (registration === undefined)
    return problemResponse(404, 'Not found', `No STS of this twin knows the client ${id}.`)
  return json(200, withoutSecret(registration))
}

function withoutSecret({ clientSecret: _secret, ...shown }: ClientRegistration): object {
  return shown
}

/** Each client once, with the STSs that know it. */
function listClients({ stses, registration }: ControlledTwin): Response {
  const ids = new Set(stsNames.flatMap((sts) => [...stses[sts].registry.clients()].map(({ facts }) => facts.clientId)))
  const clients = [...ids].map((id) => ({
    ...withoutSecret(registration(id) as ClientRegistration),
    sts: stsNames.filter((sts) => stses[sts].registry.client(id) !== undefined),
  }))
  return json(200, { clients })
}

function removeClient(twin: ControlledTwin, id: string): Response {
  if (twin.removeClient(id)) return new Response(null, { status: 204 })
  return problemResponse(404, 'Not found', `No STS of this twin knows the client ${id}.`)
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

async function useScenario({ scenarios }: ControlledTwin, _id: string, request: Request): Promise<Response> {
  const { scenarioUseProblems } = await import('../config-problems.ts')
  const { body, problems } = await read<ScenarioUse & { name?: string; sequence?: (string | null)[] }>(
    request,
    scenarioUseProblems,
  )
  if (problems.length > 0) return problemResponse(400, 'Bad scenario', problems.join('; '))
  const { name, sequence, ...use } = body
  try {
    scenarios.use(name ?? sequence ?? [], use)
  } catch (error) {
    if (error instanceof TypeError) return problemResponse(400, 'Bad scenario', error.message)
    throw error
  }
  return json(201, { inUse: scenarios.inUse })
}

async function listKeys({ stses }: ControlledTwin, _id: string, request: Request): Promise<Response> {
  const name = new URL(request.url).searchParams.get('sts') ?? 'test'
  const sts = stsNamed(name)
  if (sts === undefined) return problemResponse(400, 'Bad request', `There is no STS "${name}": use test, qa or prod.`)
  return json(200, { keys: await stses[sts].keys.list() })
}

/** What may be done to the signing keys of an STS. */
interface KeyChange {
  readonly sts?: string
  readonly do: 'publish' | 'activate' | 'retire' | 'rotate'
  readonly kid?: string
}

async function changeKeys({ stses }: ControlledTwin, _id: string, request: Request): Promise<Response> {
  const { keyChangeProblems } = await import('../config-problems.ts')
  const { body, problems } = await read<KeyChange>(request, keyChangeProblems)
  if (problems.length > 0) return problemResponse(400, 'Bad key change', problems.join('; '))
  const { keys } = stses[requireSts(body.sts ?? 'test')]
  try {
    if (body.do === 'publish' || body.do === 'rotate') {
      const kid = await keys.publish()
      if (body.do === 'rotate') await keys.activate(kid)
      return json(201, { kid, keys: await keys.list() })
    }
    await keys[body.do](body.kid ?? '')
    return json(200, { keys: await keys.list() })
  } catch (error) {
    if (error instanceof TypeError) return problemResponse(400, 'Bad key change', error.message)
    throw error
  }
}

async function createSession({ sessions, options }: ControlledTwin, _id: string, request: Request): Promise<Response> {
  if (sessions === undefined) return problemResponse(400, 'Bad session', 'A session has no sessions of its own.')
  const { configProblems } = await import('../config-problems.ts')
  const text = await request.clone().text()
  const { body, problems } = text === '' ? { body: {}, problems: [] } : await read<MockOptions>(request, configProblems)
  if (problems.length > 0) return problemResponse(400, 'Bad session', problems.join('; '))
  const { id, origin, issuer } = sessions.create(body, options.issuer ?? new URL(request.url).origin)
  return json(201, { id, origin, issuers: Object.fromEntries(stsNames.map((sts) => [sts, issuer(sts)])) })
}

function endSession({ sessions }: ControlledTwin, id: string): Response {
  if (sessions?.end(id)) return new Response(null, { status: 204 })
  return problemResponse(
    404,
    'Not found',
    `There is no session ${id}; it may have been forgotten after ten idle minutes.`,
  )
}

async function mintToken(
  { stses, clock, options, basePath }: ControlledTwin,
  _id: string,
  request: Request,
): Promise<Response> {
  const { mintProblems } = await import('../config-problems.ts')
  const { body, problems } = await read<MintOptions>(request, mintProblems)
  if (problems.length > 0) return problemResponse(400, 'Bad token request', problems.join('; '))
  const sts = requireSts(body.sts ?? 'test')
  const issuer = localIssuers((options.issuer ?? new URL(request.url).origin) + basePath)[sts]
  try {
    return json(201, mint(body, { issuer, ...(await mintSources(stses[sts].keys.active(), clock)) }))
  } catch (error) {
    if (error instanceof TypeError) return problemResponse(400, 'Bad token request', error.message)
    throw error
  }
}

/** What may be done to the clock, in this order. */
interface ClockMove {
  readonly reset?: true
  readonly set?: string | number
  readonly advance?: Duration
  readonly freeze?: boolean | string | number
  readonly incoming?: 'real time' | 'twin'
}

async function moveClock({ clock }: ControlledTwin, _id: string, request: Request): Promise<Response> {
  const { clockMoveProblems } = await import('../config-problems.ts')
  const { body, problems } = await read<ClockMove>(request, clockMoveProblems)
  if (problems.length > 0) return problemResponse(400, 'Bad clock', problems.join('; '))
  const { reset, set, advance, freeze, incoming } = body
  if (reset) clock.reset()
  if (set !== undefined) clock.set(set)
  if (advance !== undefined) clock.advance(advance)
  if (freeze !== undefined && freeze !== false) clock.freeze(freeze === true ? undefined : freeze)
  if (incoming !== undefined) clock.judgeIncoming(incoming === 'twin' ? 'the twin’s time' : 'real time')
  return json(200, shownClock(clock))
}

function shownClock(clock: TwinClock): object {
  return { now: new Date(clock.now()).toISOString(), incoming: new Date(clock.incoming()).toISOString() }
}

/** What can be used, in words. */
function catalogue(): object[] {
  return allScenarios.map(({ act, ...scenario }) => ({ ...scenario, at: act.at }))
}

/** `body` may be used when there are no problems. */
async function read<T>(
  request: Request,
  problemsOf: (value: unknown) => string[],
): Promise<{ body: T; problems: string[] }> {
  try {
    const body = await request.json()
    const problems = isDeeper(body, maxDepth)
      ? [`the body is nested more than ${maxDepth} levels deep`]
      : problemsOf(body)
    return { body: body as T, problems }
  } catch (error) {
    return { body: undefined as T, problems: [`the body is no JSON: ${(error as Error).message}`] }
  }
}

function json(status: number, body: object): Response {
  return new Response(JSON.stringify(body, null, 2), { status, headers: { 'Content-Type': 'application/json' } })
}
