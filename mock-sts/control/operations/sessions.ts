/** Operations on sessions, the isolated twins within this one. */
import { stsNames } from 'helseid-contract'
import type { MockOptions } from '../../config/options.ts'
import { configSemanticFaults } from '../../config/problems.ts'
import type { SessionAddresses } from '../../context/session-control.ts'
import { type ControlCall, json, noContent, type Operations, Refused, refuseFaults } from './operation.ts'

export const sessionOperations: Operations = {
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
}

function noSuchSession(id = ''): Refused {
  return new Refused(404, {
    detail: `Unknown session ${id}; a session ends after ten idle minutes.`,
  })
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
