/** Creates, finds and ends sessions. Each session is a twin that starts with the configuration of the twin it belongs to. */
import type { StsName } from 'helseid-contract'
import type { MockOptions } from '../config/options.ts'
import { issuersAt } from '../context/address.ts'
import type { SessionControl } from '../context/session-control.ts'
import type { Sessions } from '../context/sessions.ts'
import type { Waiters } from '../context/waiters.ts'
import type { Serve } from '../http/handler.ts'
import type { RefusalLog } from '../journal/control-log.ts'
import type { LimitLog } from '../journal/limit-log.ts'
import type { Tally } from '../journal/metrics.ts'
import { createSessionKeys } from '../keys/session-keys.ts'
import { limits } from '../limits.ts'
import { createMemoryStore } from '../store/memory.ts'
import type { Twin } from './assemble.ts'
import type { TwinContext } from './create-context.ts'
import type { Foundation } from './foundation.ts'
import type { StartedSession } from './helse-id-mock.ts'

export interface SessionTwin {
  readonly mock: StartedSession
  readonly context: TwinContext
  readonly serve: Serve
}

export interface SessionSources {
  /** Foundation of the twin that the sessions belong to. */
  readonly foundation: Foundation
  readonly tally: () => Tally
  readonly waiters: () => Waiters
  readonly streams: () => Waiters
  readonly limitReached: LimitLog
  readonly controlRefused: RefusalLog
  readonly options: () => MockOptions
  readonly assemble: (options: MockOptions, foundation: Foundation) => Twin
}

export interface TwinSessionControl extends SessionControl {
  create(options: MockOptions, origin: string): StartedSession
}

export function createSessionControl(sessions: Sessions<SessionTwin>, sources: SessionSources): TwinSessionControl {
  const { foundation, tally, waiters, streams, limitReached, controlRefused, options, assemble } = sources
  const { sessionKeys = createSessionKeys('demo', Date.now) } = foundation
  const boundJournals = () => {
    const journals = sessions.all.map(({ twin }) => twin.context.journal)
    let bytes = journals.reduce((sum, journal) => sum + journal.bytes, 0)
    while (bytes > limits.sessionJournals.value) {
      limitReached('sessionJournals')
      const largest = journals.reduce((one, other) => (other.bytes > one.bytes ? other : one))
      bytes -= largest.bytes
      largest.dropOldest()
      bytes += largest.bytes
    }
  }
  return {
    get ids() {
      return sessions.all.map(({ id }) => id).reverse()
    },
    find: (id) => sessions.find(id)?.twin.mock,
    end: sessions.end,
    ownerOf: (clientId) => sessions.all.find(({ twin }) => twin.context.ownsClient(clientId))?.twin.context,
    create(more, origin) {
      const { twin } = sessions.create((basePath) => {
        const issuers = issuersAt(new URL(origin), undefined, basePath)
        const { mock, context, serve } = assemble(sessionOptions(options(), more), {
          issuerOf: (sts: StsName) => issuers[sts],
          signingKeys: sessionKeys.next(),
          basePath,
          inProcess: foundation.inProcess,
          tlsNames: foundation.tlsNames,
          tally: tally(),
          waiters: waiters().session(),
          streams: streams().session(),
          limitReached,
          onJournalGrown: boundJournals,
          controlRefused,
          ownClients: (more.clients ?? []).map(({ clientId }) => clientId),
          // Its own store: what a session writes, even after its end, is collected with it.
          store: createMemoryStore({
            maxUses: limits.sessionReplay.value,
            onUsesFull: () => limitReached('sessionReplay'),
          }),
        })
        const id = basePath.slice(basePath.lastIndexOf('/') + 1)
        const end = async () => void sessions.end(id)
        const named = { id, origin: origin + basePath, close: end, [Symbol.asyncDispose]: end }
        return { mock: Object.assign(mock, named), context, serve }
      })
      return twin.mock
    },
  }
}

/** Options of a session: clients and APIs are added to the configured ones, any other option replaces the configured one. */
function sessionOptions(configured: MockOptions, more: MockOptions): MockOptions {
  const ids = new Set((more.clients ?? []).map(({ clientId }) => clientId))
  const clients = [...(configured.clients ?? []).filter(({ clientId }) => !ids.has(clientId)), ...(more.clients ?? [])]
  return { ...configured, ...more, clients, apis: [...(configured.apis ?? []), ...(more.apis ?? [])] }
}
