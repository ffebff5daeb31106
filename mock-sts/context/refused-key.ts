/** Reports a private key in a refused request: a line in the log, and a sentence in the answer. */
import type { HttpRequest } from '../http/http-request.ts'
import { isDeeper, maxDepth, parseJson } from '../http/read-json.ts'
import { type LogEvent, oneLine } from '../journal/log.ts'
import { holdsPrivateKey } from '../verdict/private-keys.ts'
import type { Context } from './context.ts'

export interface RefusedRequest {
  readonly request: HttpRequest
  /** Address of the caller. Default: this process. */
  readonly by?: string | undefined
  /** The body as it was sent. */
  readonly sent: string
  /** The detail of the answer. */
  readonly detail: string
  /** The member that is meant to have a private key. It counts only if the detail names it, because then that key was refused. */
  readonly meantFor?: string
}

const advice = 'The request contains a private key, which others may have seen: replace it now.'

/** The detail, with advice to replace the private key if the request contains one; then the log has a line. */
export function withKeyAdvice({ log }: Pick<Context, 'log'>, refused: RefusedRequest): string {
  const { sent, detail, meantFor } = refused
  const looked = meantFor === undefined || detail.includes(meantFor) ? sent : without(sent, meantFor)
  if (!holdsPrivateKey(looked)) return detail
  log(sentKeyEvent(refused))
  if (detail.includes('it has been disclosed')) return detail
  return `${detail}${/[.!?]$/.test(detail) ? '' : '.'} ${advice}`
}

/** Logs that a request to an address at which nothing is served contains a private key. */
export function logSentKey({ log }: Pick<Context, 'log'>, refused: Omit<RefusedRequest, 'detail' | 'meantFor'>): void {
  if (holdsPrivateKey(refused.sent)) log(sentKeyEvent(refused))
}

function without(text: string, member: string): string {
  const value = parseJson(text)
  if (value === undefined || isDeeper(value, maxDepth)) return text
  return JSON.stringify(value, (name, held: unknown) => (name === member ? undefined : held))
}

function sentKeyEvent({ request, by = 'this process' }: Pick<RefusedRequest, 'request' | 'by'>): LogEvent {
  const { pathname: path } = new URL(request.url)
  return {
    level: 'warn',
    message: oneLine(`private key sent to ${request.method} ${path} by ${by} and refused: replace it now`),
    fields: { event: 'private-key', method: request.method, path, by },
  }
}
