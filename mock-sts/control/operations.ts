/** The operations of the control plane, by `operationId`. */
import { requireSts, stsNames } from 'helseid-contract'
import { rules } from 'helseid-contract/rules'
import { DraftClosed } from '../clients/client-draft.ts'
import type { ApiRegistration, ClientRegistration } from '../clients/registration.ts'
import type { Duration, TwinClock } from '../clock.ts'
import type { MockOptions } from '../config/options.ts'
import { clientSemanticFaults, configSemanticFaults } from '../config/problems.ts'
import { issuersAt } from '../context/address.ts'
import type { Context } from '../context/context.ts'
import { decideDraft } from '../context/decide-draft.ts'
import { mintSources } from '../context/mint-sources.ts'
import { notesOnUse } from '../context/scenario-notes.ts'
import type { SessionAddresses } from '../context/session-control.ts'
import { type Fault, FaultError } from '../http/fault.ts'
import { problemResponse } from '../http/responses.ts'
import { type Received, requestLineOf, wireBytes } from '../journal/received.ts'
import { type Limit, limits } from '../limits.ts'
import { type MintOptions, mint } from '../mint/mint.ts'
import type { ScenarioUse } from '../scenarios/active-scenarios.ts'
import { scenarios as allScenarios } from '../scenarios/index.ts'
import { verdictText } from '../verdict/verdict-text.ts'
import { openApiDocument } from './openapi.ts'
import { listRequests, summary } from './request-list.ts'
import { type RequestFault, toRequestFault } from './validation.ts'

/** The input of an operation; query and body have been validated. */
export interface ControlCall {
  readonly context: Context
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
  readonly request: Request
}

type Operation = (call: ControlCall) => Response | Promise<Response>

/** A request that is valid by its schema but cannot be fulfilled. */
class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly faults: readonly RequestFault[]

  constructor(status: number, ...faults: readonly RequestFault[]) {
    super(faults.map(({ detail }) => detail).join('; '))
    this.status = status
    this.faults = faults
  }
}

const operations: Readonly<Record<string, Operation>> = {
  listRequests: listOrWait,
  clearRequests: ({ context }) => {
    context.journal.clear()
    return noContent()
  },
  getRequest: showRequest,
  getRawRequest: ({ context, path }) => {
    const raw = context.journal.received(path.id ?? '')
    if (raw === undefined) throw noSuchRequest(path.id)
    return new Response(new Uint8Array(wireBytes(raw)), { headers: { 'Content-Type': 'message/http' } })
  },
  listClients: ({ context }) => json(200, { clients: context.registrations.clients().map(withoutSecret) }),
  registerClient,
  getClient: ({ context, path }) => {
    const registration = context.registrations.client(path.id ?? '')
    if (registration === undefined) throw noSuchClient(path.id)
    return json(200, withoutSecret(registration))
  },
  removeClient: async ({ context, path }) => {
    if (!(await context.registrations.removeClient(path.id ?? ''))) throw noSuchClient(path.id)
    return noContent()
  },
  confirmClient: async ({ context, path: { id = '' } }) => {
    await asClosedDraft(() => decideDraft(context, { clientId: id, decision: 'confirmed' }))
    return json(200, withoutSecret(context.registrations.client(id) as ClientRegistration))
  },
  listApis: ({ context }) => json(200, { apis: context.registrations.apis() }),
  registerApi: async ({ context, body }) => {
    const registration = body as ApiRegistration
    await context.registrations.registerApi(registration)
    return json(201, { audience: registration.audience })
  },
  listScenarios: ({ context }) => json(200, { scenarios: catalogue(), inUse: context.scenarios.inUse }),
  useScenario,
  clearScenarios: async ({ context }) => {
    await context.scenarios.clear()
    return noContent()
  },
  mintToken,
  getClock: ({ context }) => json(200, clockBody(context.clock)),
  moveClock,
  listKeys: async ({ context, query }) =>
    json(200, { keys: await context.stses[requireSts(String(query.sts ?? 'test'))].keys.list() }),
  changeKeys,
  listSessions: ({ context }) => json(200, { sessions: context.sessions?.ids ?? [] }),
  createSession,
  getSession: ({ context, path }) => {
    const session = context.sessions?.find(path.id ?? '')
    if (session === undefined) throw noSuchSession(path.id)
    return json(200, sessionBody(session))
  },
  endSession: ({ context, path }) => {
    if (!context.sessions?.end(path.id ?? '')) throw noSuchSession(path.id)
    return noContent()
  },
  reset: async ({ context }) => {
    await context.reset()
    return noContent()
  },
  listRules: () => json(200, { rules }),
  getOpenApi: ({ context }) => json(200, { ...openApiDocument, servers: [{ url: `${context.basePath}/_mock` }] }),
}

/** @throws {Error} for an operation without an implementation */
export async function perform(operationId: string, call: ControlCall): Promise<Response> {
  const operation = operations[operationId]
  if (operation === undefined) throw new Error(`the operation ${operationId} is not implemented`)
  try {
    return await operation(call)
  } catch (error) {
    if (error instanceof Refused) return refusal(error.status, error.faults)
    throw error
  }
}

/** Problem details with the place of each fault. */
export function refusal(status: number, faults: readonly RequestFault[]): Response {
  const title =
    { 400: 'Bad request', 404: 'Not found', 413: 'Too large', 429: 'Too many requests' }[status] ?? 'Refused'
  return problemResponse(status, title, faults.map(({ detail }) => detail).join('; '), faults)
}

/** Turns a `TypeError` of `act` into a refusal; `pointer` is its place unless the error names one. */
async function asRefusal<T>(pointer: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof FaultError) throw new Refused(400, toRequestFault({ ...error, detail: error.message }))
    if (error instanceof TypeError) throw new Refused(400, { pointer, detail: error.message })
    throw error
  }
}

async function asClosedDraft(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (error instanceof DraftClosed)
      throw new Refused(error.state === 'unknown' ? 404 : 409, { detail: error.message })
    throw error
  }
}

function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new Refused(400, ...faults.map(toRequestFault))
}

function noSuchRequest(id = ''): Refused {
  return new Refused(404, { detail: `The journal has no request ${id}; it keeps only the newest requests.` })
}

function noSuchClient(id = ''): Refused {
  return new Refused(404, { detail: `The client ${id} is not registered with any STS of this twin.` })
}

function noSuchSession(id = ''): Refused {
  return new Refused(404, {
    detail: `Unknown session ${id}; a session ends after ten idle minutes.`,
  })
}

async function listOrWait({
  context: { journal, waiters },
  query,
  request: { signal },
}: ControlCall): Promise<Response> {
  if (query.count === undefined) return json(200, await listRequests(journal, query))
  const leave = waiters.enter()
  if (typeof leave === 'string') {
    const { value, unit }: Limit = limits[leave]
    throw new Refused(429, {
      detail: `There are already ${value} ${unit}: end some of them, or ask without \`count\`.`,
    })
  }
  try {
    return json(200, await listRequests(journal, query, signal))
  } finally {
    leave()
  }
}

function showRequest({ context, path: { id = '' }, request }: ControlCall): Response {
  const entry = context.journal.find(id)
  if (entry === undefined) throw noSuchRequest(id)
  // Browsers get text, programs get JSON.
  if (entry.verdict !== undefined && prefersText(request)) return text(verdictText(entry.verdict))
  const raw = context.journal.received(id)
  return json(200, { ...summary(entry), verdict: entry.verdict, ...(raw && { received: receivedBody(raw) }) })
}

function receivedBody(raw: Received): object {
  const { headers, body } = raw
  return { requestLine: requestLineOf(raw), headers, ...(body && { body: body.toString('utf8') }) }
}

function prefersText(request: Request): boolean {
  const [first = ''] = (request.headers.get('accept') ?? '').split(',')
  return first.startsWith('text/')
}

function text(body: string): Response {
  return new Response(`${body}\n`, { headers: { 'Content-Type': 'text/plain; charset=UTF-8' } })
}

function withoutSecret({ clientSecret: _secret, ...shown }: ClientRegistration): object {
  return shown
}

async function registerClient({ context, body }: ControlCall): Promise<Response> {
  const registration = body as ClientRegistration
  const faults = clientSemanticFaults(registration)
  refuseFaults(faults.map((fault) => (fault.pointer === '' ? { ...fault, detail: `the body${fault.detail}` } : fault)))
  await context.registrations.registerClient(registration)
  return json(201, { clientId: registration.clientId })
}

async function useScenario({ context, body }: ControlCall): Promise<Response> {
  const { scenarios } = context
  const { name, sequence, ...use } = body as ScenarioUse & { name?: string; sequence?: (string | null)[] }
  if ((name === undefined) === (sequence === undefined))
    throw new Refused(400, { pointer: '#', detail: 'the body must have either `name` or `sequence`' })
  const pointer = name === undefined ? '#/sequence' : '#/name'
  await asRefusal(pointer, () => scenarios.use(name ?? sequence ?? [], use))
  const notes = notesOnUse(context, name ?? sequence ?? [], use)
  return json(201, { inUse: scenarios.inUse, ...(notes.length > 0 && { notes }) })
}

/** A change of the signing keys of an STS. */
interface KeyChange {
  readonly sts?: string
  readonly do: 'publish' | 'activate' | 'retire' | 'rotate' | 'reset'
  readonly kid?: string
}

async function changeKeys({ context: { stses }, body }: ControlCall): Promise<Response> {
  const { sts = 'test', do: change, kid = '' } = body as KeyChange
  const { keys } = stses[requireSts(sts)]
  if (change === 'publish' || change === 'rotate') {
    const { publish, activate } = keys.untilReset()
    const created = await publish()
    if (change === 'rotate') await activate(created)
    return json(201, { kid: created, keys: await keys.list() })
  }
  if (change === 'reset') await keys.reset()
  else await asRefusal('#/kid', () => keys[change](kid))
  return json(200, { keys: await keys.list() })
}

function createSession({ context: { sessions, settings }, body, request }: ControlCall): Response {
  if (sessions === undefined)
    throw new Refused(400, { detail: 'A session cannot create sessions: use the control plane of the twin itself.' })
  const more = (body ?? {}) as MockOptions
  refuseFaults(configSemanticFaults(more))
  const session = sessions.create(more, settings.issuer ?? new URL(request.url).origin)
  return json(201, sessionBody(session))
}

function sessionBody({ id, origin, issuer }: SessionAddresses): object {
  return { id, origin, issuers: Object.fromEntries(stsNames.map((sts) => [sts, issuer(sts)])) }
}

async function mintToken({
  context: { stses, clock, settings, basePath },
  body,
  request,
}: ControlCall): Promise<Response> {
  const options = body as MintOptions
  const sts = requireSts(options.sts ?? 'test')
  const issuer = issuersAt(new URL(request.url), settings.issuer, basePath)[sts]
  const sources = await mintSources(stses[sts], issuer, clock)
  return json(201, await asRefusal('#', () => mint(options, sources)))
}

/** Changes of the clock, applied in this order. */
interface ClockMove {
  readonly reset?: true
  readonly set?: string | number
  readonly advance?: Duration
  readonly freeze?: boolean | string | number
  readonly incoming?: 'real time' | 'twin'
}

async function moveClock({ context: { clock }, body }: ControlCall): Promise<Response> {
  const { reset, set, advance, freeze, incoming } = body as ClockMove
  const settled = clock.settle()
  try {
    if (reset) clock.reset()
    if (set !== undefined) await asRefusal('#/set', () => clock.set(set))
    if (advance !== undefined) await asRefusal('#/advance', () => clock.advance(advance))
    if (freeze === false) clock.unfreeze()
    else if (freeze !== undefined) await asRefusal('#/freeze', () => clock.freeze(freeze === true ? undefined : freeze))
    if (incoming !== undefined) clock.judgeIncoming(incoming === 'twin' ? 'the twin’s time' : 'real time')
  } catch (error) {
    settled.restore()
    throw error
  }
  return json(200, clockBody(clock))
}

function clockBody(clock: TwinClock): object {
  return { now: new Date(clock.now()).toISOString(), incoming: new Date(clock.incoming()).toISOString() }
}

/** All scenarios, without their functions. */
function catalogue(): object[] {
  return allScenarios.map(({ act, ...scenario }) => ({ ...scenario, at: act.at }))
}

function noContent(): Response {
  return new Response(null, { status: 204 })
}

function json(status: number, body: object): Response {
  return new Response(JSON.stringify(body, null, 2), { status, headers: { 'Content-Type': 'application/json' } })
}
