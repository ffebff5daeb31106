/** Access to the control plane, and links to verdicts that work without its token. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../clock.ts'

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
}

export interface AccessSettings {
  /** Serves the control plane. */
  readonly control: boolean
  /** Token that the control plane requires. Default: none. */
  readonly controlToken?: string | undefined
}

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
  return {
    get served() {
      return settings().control
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
      const { controlToken } = settings()
      if (controlToken === undefined) return true
      const token = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
      if (token !== undefined && same(mac(token), mac(controlToken))) return true
      const key = url.searchParams.get('key') ?? ''
      const until = Number.parseInt(key.split('.')[0] ?? '', 36)
      return request.method === 'GET' && until >= clock.now() && same(key, keyOf(url.pathname, until))
    },
  }
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
