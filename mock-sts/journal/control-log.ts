/** Log events of the control plane: every change, and refused callers once a minute. */
import type { HttpRequest } from '../http/http-request.ts'
import { type LogEvent, oneLine } from './log.ts'
import { createOnceAMinute } from './once-a-minute.ts'

export interface ControlChange {
  /** The `operationId` in the OpenAPI document. */
  readonly operation: string
  /** What changed, such as `client ehr-1 registered`. */
  readonly what: string
  /** Address of the caller. Default: this process. */
  readonly by?: string | undefined
  /** Path prefix of the session that changed; empty for the twin. */
  readonly basePath: string
}

/** Someone changed the twin or a session through the control plane. */
export function controlChangeEvent({ operation, what, by = ownProcess, basePath }: ControlChange): LogEvent {
  const where = basePath === '' ? '' : ` in ${basePath}`
  return {
    level: 'info',
    message: oneLine(`control plane: ${what}${where} by ${by}`),
    fields: { event: 'control', operation, what, by, ...(basePath !== '' && { session: basePath }) },
  }
}

export interface ControlRefusal {
  readonly status: keyof typeof reasons
  readonly request: HttpRequest
  /** Address of the caller. Default: this process. */
  readonly by?: string | undefined
}

/** Logs that the control plane refused a caller: one line per minute and status, with the number of refusals. */
export type RefusalLog = (refusal: ControlRefusal) => void

/** Stands for an address if the request did not come over the network. */
const ownProcess = 'this process'

const reasons = {
  401: () => 'the control token is missing or wrong',
  403: ({ headers }: HttpRequest) =>
    `a web page of another origin (Origin: ${clipped(headers.get('origin') ?? 'none')})`,
  421: ({ url, headers }: HttpRequest) =>
    `a host name that is not known to be the twin’s (${clipped(headers.get('host') ?? new URL(url).host)})`,
} as const

/** True for the statuses with which the control plane refuses a caller. */
export function isRefusal(status: number): status is ControlRefusal['status'] {
  return Object.hasOwn(reasons, status)
}

/** `now` is in epoch milliseconds. */
export function createRefusalLog(log: (event: LogEvent) => void, now: () => number): RefusalLog {
  const onceAMinute = createOnceAMinute(now)
  return ({ status, request, by = ownProcess }) => {
    const count = onceAMinute(String(status))
    if (count === undefined) return
    const { method, url } = request
    // Without the query, which may contain a key.
    const path = clipped(new URL(url).pathname)
    const more = count === 1 ? '' : `, ${count - 1} more since the last such line`
    log({
      level: 'warn',
      message: oneLine(
        `control plane: ${method} ${path} by ${by} refused with ${status}: ${reasons[status](request)}${more}`,
      ),
      fields: { event: 'control-refused', status, method, path, by, count },
    })
  }
}

/** Longest path, origin or host in a line, in characters. */
const maxLength = 200

function clipped(text: string): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength)}…`
}
