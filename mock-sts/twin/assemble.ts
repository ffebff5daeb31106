/** Assembles a twin from options and foundation. */
import { requireSts } from 'helseid-contract'
import type { MockOptions } from '../config/options.ts'
import { stsOfIssuer } from '../context/address.ts'
import { decideDraft } from '../context/decide-draft.ts'
import { mintSources } from '../context/mint-sources.ts'
import { notesOnUse } from '../context/scenario-notes.ts'
import { createSessions, sessionIdOf } from '../context/sessions.ts'
import { fetchFunction } from '../http/fetch-function.ts'
import type { Handle, Serve } from '../http/handler.ts'
import { fetchResponse } from '../http/text-response.ts'
import { endpointNames } from '../journal/journal.ts'
import { publicKeyRing } from '../keys/key-ring.ts'
import { mint } from '../mint/mint.ts'
import { byName, createContext, type TwinContext } from './create-context.ts'
import { createSessionControl, type SessionTwin } from './create-session-control.ts'
import type { Foundation } from './foundation.ts'
import type { HelseIdMock, StartedSession } from './helse-id-mock.ts'
import { createRouter } from './router.ts'

/** A twin: its public interface and its inner state. */
export interface Twin {
  readonly mock: HelseIdMock
  readonly context: TwinContext
  /** Serves requests of a server. */
  readonly serve: Serve
}

/** Assembles a twin. The options must be valid. */
export function assembleTwin(options: MockOptions, foundation: Foundation): Twin {
  const sessions = createSessions<SessionTwin>(Date.now, {
    onFull: () => context.limitReached('sessions'),
    onEnd: ({ twin }) => twin.context.events.end(),
  })
  const control = createSessionControl(sessions, {
    foundation,
    tally: () => context.tally,
    waiters: () => context.waiters,
    streams: () => context.streams,
    limitReached: (...limit) => context.limitReached(...limit),
    controlRefused: (refusal) => context.controlRefused(refusal),
    options: () => context.options,
    assemble: (more, of) => assembleWithoutSessions(createContext(more, of), of),
  })
  const context: TwinContext = createContext(options, foundation, control)
  const withoutSessions = assembleWithoutSessions(context, foundation)
  const serve: Serve = async (request, connection) => {
    const id = request.url.includes('/s/') ? sessionIdOf(new URL(request.url).pathname) : undefined
    const session = id === undefined ? undefined : sessions.find(id)
    return (session?.twin.serve ?? withoutSessions.serve)(request, connection)
  }
  return {
    context,
    serve,
    mock: Object.assign(withoutSessions.mock, {
      ...entryPoints(serve),
      async createSession(more: MockOptions = {}): Promise<StartedSession> {
        const { assertOptions } = await import('../config/problems.ts')
        assertOptions(more)
        return control.create(more, foundation.issuerOf('test').replace(/\/test$/, ''))
      },
      async close() {
        for (const { twin } of sessions.all) twin.context.events.end()
        context.events.end()
      },
    }),
  }
}

/** Assembles a twin without sessions. A session is such a twin. */
function assembleWithoutSessions(context: TwinContext, { issuerOf }: Foundation): Twin {
  const { scenarios, stses, clock, journal, registrations } = context
  const keyRings = byName((name) => publicKeyRing(stses[name].keys))
  const serve = createRouter(context)
  const mock: HelseIdMock = {
    ...entryPoints(serve),
    createSession: async () => {
      throw new TypeError('sessions do not nest: create the session from the twin that this one belongs to')
    },
    issuer: (name) => issuerOf(requireSts(name)),
    async registerClient(registration) {
      // Loading the validator takes time: load it only when it is needed.
      const { assertClient } = await import('../config/problems.ts')
      assertClient(registration)
      await registrations.registerClient(registration)
    },
    confirmClient: (clientId) => decideDraft(context, { clientId, decision: 'confirmed' }),
    async use(names, use) {
      if (use !== undefined) {
        const { assertScenarioUse } = await import('../control/arguments.ts')
        assertScenarioUse(use)
      }
      scenarios.use(names, use)
      notesOnUse(context, names, use ?? {})
    },
    async mint(options = {}) {
      const { assertMintOptions } = await import('../control/arguments.ts')
      assertMintOptions(options)
      const sts = requireSts(options.sts ?? stsOfIssuer(options.issuer ?? '') ?? 'test')
      return mint(options, await mintSources(stses[sts], issuerOf(sts), clock))
    },
    keys: (name = 'test') => keyRings[requireSts(name)],
    clock,
    get requests() {
      return journal.entries.filter(({ endpoint }) => endpoint === 'token')
    },
    requestsTo: (requested) => {
      if (!endpointNames.includes(requested))
        throw new TypeError(
          `requestsTo: ${String(requested)} is not an endpoint: use one of ${endpointNames.join(', ')}`,
        )
      return journal.entries.filter(({ endpoint }) => endpoint === requested)
    },
    async configure(changed) {
      const { assertOptions } = await import('../config/problems.ts')
      assertOptions(changed)
      context.configure({ ...fixedOptions(context.options), ...changed })
    },
    reset: context.reset,
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  }
  return { mock, context, serve }
}

function entryPoints(serve: Serve): Pick<HelseIdMock, 'handle' | 'fetch'> {
  const handle: Handle = async (request, connection) => fetchResponse(await serve(request, connection))
  return { handle, fetch: fetchFunction(serve) }
}

/** Options that a new configuration keeps unless it sets them. */
function fixedOptions({ now, randomBytes, log, caCertificate }: MockOptions): MockOptions {
  const fixed = { now, randomBytes, log, caCertificate }
  return Object.fromEntries(Object.entries(fixed).filter(([, value]) => value)) as MockOptions
}
