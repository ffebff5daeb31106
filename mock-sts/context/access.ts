/** Access to what the control token guards, and links to verdicts that work without it. */
import { createHmac } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { sameSecret } from '../http/same-secret.ts'
import { serviceKey } from '../http/service-key.ts'

export interface ControlAccess {
  /** False when the control plane is switched off. */
  readonly served: boolean
  /**
   * URL of a request's verdict, as seen by its sender. If a control token is required, the URL has its own key, which is valid for
   * fifteen minutes. Undefined when the control plane is switched off.
   */
  verdictLink(requestId: string, requestUrl: string): string | undefined
  /** True for a request with the control token, or with the key of the verdict it requests. */
  allows(request: Request, url: URL): boolean
  /** True for a request with the control token; for any request if none is required. */
  hasToken(request: Request): boolean
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

export function createControlAccess(
  settings: () => AccessSettings,
  basePath: string,
  clock: Clock,
  /** Signs the keys in links. */
  secret: Buffer,
): ControlAccess {
  const mac = (text: string) => createHmac('sha256', secret).update(text).digest('base64url')
  const keyOf = (path: string, until: number) => `${until.toString(36)}.${mac(`${path} ${until}`)}`
  const hasToken = (request: Request) => {
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
    verdictLink(requestId, requestUrl) {
      const { control, controlToken } = settings()
      if (!control) return undefined
      const path = `/_mock/requests/${requestId}`
      const link = new URL(basePath + path, requestUrl)
      if (controlToken !== undefined) link.searchParams.set('key', keyOf(path, clock.now() + keyLifetime))
      return link.href
    },
    allows(request, url) {
      if (hasToken(request)) return true
      const key = url.searchParams.get('key') ?? ''
      const until = Number.parseInt(key.split('.')[0] ?? '', 36)
      const isRead = request.method === 'GET' || request.method === 'HEAD'
      return isRead && until >= clock.now() && sameSecret(key, keyOf(url.pathname, until))
    },
  }
}
