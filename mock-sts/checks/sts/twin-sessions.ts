/** Sessions of the twin that an issuer belongs to: rows that the given client cannot reach are set up there, and the twin stays as it is. */
import { type StsName, verdictHeader } from 'helseid-contract'
import { compose, type ExchangeContext, type Recipe, registrationOf } from 'helseid-contract/rules'
import { stsOfIssuer } from '../../context/address.ts'
import { maxSessions } from '../../context/sessions.ts'
import { type ControlApi, ControlError } from '../../control/control-api.ts'

export interface TwinSession {
  /** Prefix of all its addresses. */
  readonly origin: string
  readonly sts: StsName
  readonly issuer: string
  readonly control: ControlApi
  end(): Promise<void>
}

/** `unavailable`: why no session can be opened, as a clause. */
export type TwinSessions = { readonly open: () => Promise<TwinSession> } | { readonly unavailable: string }

export interface TwinAccess {
  /** The control plane at a URL of the twin. */
  readonly controlAt: (url: string) => ControlApi
  readonly controlToken?: string
}

/** Opens a session, if the issuer is a twin that allows it. */
export function opener(sessions: TwinSessions | undefined): (() => Promise<TwinSession>) | undefined {
  return sessions !== undefined && 'open' in sessions ? sessions.open : undefined
}

/** Why a twin could not set a row up in a session, as a sentence after a space; empty for another issuer. */
export function whyNoSession(sessions: TwinSessions | undefined): string {
  return sessions !== undefined && 'unavailable' in sessions ? ` A session could, but ${sessions.unavailable}.` : ''
}

/** Undefined if the issuer is not a twin, which links to its verdict. @throws {TypeError} `fetch failed`, if no answer comes */
export async function twinSessions(
  context: ExchangeContext,
  { controlAt }: TwinAccess,
): Promise<TwinSessions | undefined> {
  const { issuer } = context
  const sts = stsOfIssuer(issuer)
  const request = compose({ proof: { claims: { nonce: null } } }, context, {
    now: context.now(),
    nonce: undefined,
    previous: undefined,
  })
  const { headers } = await context.send(request)
  if (sts === undefined || !headers.has(verdictHeader)) return undefined
  const control = controlAt(new URL(issuer).origin)
  const open = async (): Promise<TwinSession> => {
    const { id, origin, issuers } = await control.createSession()
    return { origin, sts, issuer: issuers[sts], control: controlAt(origin), end: () => control.endSession(id) }
  }
  try {
    if ((await control.sessions()).length >= maxSessions) return { unavailable: 'the twin has no room for one more' }
    await (await open()).end()
    return { open }
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    return { unavailable: error.status === 401 ? 'the twin requires HELSEID_MOCK_CONTROL_TOKEN' : error.message }
  }
}

/**
 * Registers the clients and the API of a recipe in the session, and returns the context of its requests. The session’s clock is stopped
 * and is advanced by waits, so that they take no time and no second passes between two requests.
 */
export async function contextIn(
  { issuer, control }: TwinSession,
  recipe: Recipe,
  usual: ExchangeContext,
): Promise<ExchangeContext> {
  let now = (await control.moveClock({ freeze: true, incoming: 'twin' })) / 1000
  const { client = {}, otherClient, api } = recipe
  const context: ExchangeContext = {
    ...usual,
    issuer,
    tokenEndpoint: `${issuer}/connect/token`,
    clientId: 'session-client',
    now: () => now,
    wait: async (seconds) => {
      now = (await control.moveClock({ advance: { seconds } })) / 1000
    },
  }
  if (api) await control.registerApi({ audience: context.scope.split('/')[0] as string, ...api })
  const registrations = [
    ...(client.unregistered ? [] : [registrationOf(client, context.clientId, context)]),
    ...(otherClient ? [registrationOf(otherClient, context.otherClientId, context)] : []),
    { clientId: 'another-client', jwks: { keys: [] }, scopes: [context.ungrantedScope, context.otherApiScope] },
  ]
  for (const registration of registrations) await control.registerClient(registration)
  return context
}
