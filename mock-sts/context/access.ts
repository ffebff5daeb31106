/** Access to what the control token guards, and links to verdicts that work without it. */
import { createHmac } from 'node:crypto'
import type { HttpRequest } from '../http/http-request.ts'
import { sameSecret } from '../http/same-secret.ts'
import { serviceKey } from '../http/service-key.ts'
import type { JournalEntry } from '../journal/journal.ts'

export interface ControlAccess {
  /** False when the control plane is switched off. */
  readonly served: boolean
  /**
   * URL of a request's verdict, as seen by its sender. If a control token is required, the URL has its own key, which opens the request
   * and the others of its flow, nothing else, for fifteen minutes of real time. Undefined when the control plane is switched off.
   */
  verdictLink(entry: Pick<JournalEntry, 'id' | 'flow'>, requestUrl: string): string | undefined
  /** True for a request with the control token, or with the key of the flow that it reads. */
  allows(request: HttpRequest, url: URL): boolean
  /** True for a request with the control token; for any request if none is required. */
  hasToken(request: HttpRequest): boolean
  /** True for the control token and the key derived from it; for any key if no token is required. */
  allowsService(key: string): boolean
  /** Whether a control token is required. */
  readonly guarded: boolean
}

export interface AccessSettings {
  /** Serves the control plane. */
  readonly control: boolean
  /** Token that the control plane requires. Default: none. */
  readonly controlToken?: string | undefined
}

/** Longest control token, in characters. */
const maxTokenLength = 1024

/** In milliseconds. */
const keyLifetime = 15 * 60 * 1000

export interface AccessSources {
  readonly settings: () => AccessSettings
  readonly basePath: string
  /** Real time in epoch milliseconds: a test that moves the twin's clock must not end the links of its requests. */
  readonly now: () => number
  /** The flow of a request in the journal. */
  readonly flowOf: (requestId: string) => string | undefined
  /** Signs the keys in links. */
  readonly secret: Buffer
}

/** What the key of a flow opens: its requests, and the flow itself. */
const opened = /^\/_mock\/(requests|flows)\/([\w-]+)(?:\/raw)?$/

export function createControlAccess({ settings, basePath, now, flowOf, secret }: AccessSources): ControlAccess {
  const mac = (text: string) => createHmac('sha256', secret).update(text).digest('base64url')
  const keyOf = (flow: string, until: number) => `${until.toString(36)}.${mac(`${flow} ${until}`)}`
  const flowAt = (path: string): string | undefined => {
    const [, kind, id = ''] = opened.exec(path) ?? []
    // A request that the journal has dropped: the answer is that it is gone, if it was the first of its flow.
    return kind === 'requests' ? (flowOf(id) ?? id) : kind && id
  }
  const hasToken = (request: HttpRequest) => {
    const { controlToken } = settings()
    if (controlToken === undefined) return true
    const authorization = request.headers.get('authorization') ?? ''
    if (authorization.length > maxTokenLength + 'Bearer '.length) return false
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
    return token !== undefined && sameSecret(token, controlToken)
  }
  return {
    get served() {
      return settings().control
    },
    get guarded() {
      return settings().controlToken !== undefined
    },
    hasToken,
    allowsService(key) {
      const { controlToken } = settings()
      if (controlToken === undefined) return true
      if (key.length > maxTokenLength) return false
      return [controlToken, serviceKey(controlToken)].map((right) => sameSecret(key, right)).includes(true)
    },
    verdictLink({ id, flow }, requestUrl) {
      const { control, controlToken } = settings()
      if (!control) return undefined
      const link = new URL(`${basePath}/_mock/requests/${id}`, requestUrl)
      if (controlToken !== undefined) link.searchParams.set('key', keyOf(flow, now() + keyLifetime))
      return link.href
    },
    allows(request, url) {
      if (hasToken(request)) return true
      const key = url.searchParams.get('key') ?? ''
      const until = Number.parseInt(key.split('.')[0] ?? '', 36)
      const isRead = request.method === 'GET' || request.method === 'HEAD'
      const flow = isRead && until >= now() ? flowAt(url.pathname) : undefined
      return flow !== undefined && sameSecret(key, keyOf(flow, until))
    },
  }
}
