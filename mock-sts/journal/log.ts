/** Log events; a token request logs one line: the client, the response, the deciding rule and how to fix it. */

import type { HttpRequest } from '../http/http-request.ts'
import { formatBytes } from '../limits.ts'
import { brokenRules } from '../verdict/verdict.ts'
import type { JournalEntry } from './journal.ts'
import { deciderOf } from './outcome.ts'
import type { ReportedOnce } from './reported-once.ts'

/** A log event; it never contains tokens, assertions, proofs or secrets. */
export interface LogEvent {
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  /** The same as structured data. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** `unreported` leaves out what the log has said before; the fields of the event have it all. */
export function tokenRequestEvent(
  entry: JournalEntry,
  unreported: ReportedOnce['unreported'] = (_, broken) => broken,
): LogEvent {
  const { id, sts, endpoint, clientId = noClient, status, error, scenario } = entry
  const broken = entry.verdict === undefined ? [] : brokenRules(entry.verdict)
  const rules = broken.map(({ id, severity }) => ({ id, severity }))
  const isFirstLeg = broken[0]?.id === firstLeg
  const isChallenge = isFirstLeg && error === 'use_dpop_nonce'
  const meant = isFirstLeg ? broken.slice(1) : broken.filter((rule) => rule.id !== firstLeg)
  const reported = unreported(`${sts} ${clientId}`, meant, isChallenge)
  const sentKey = reported.find((rule) => rule.id === privateKeySent)
  const [first, ...others] = reported.filter((rule) => rule !== sentKey)
  const decider = deciderOf(entry)
  const decided = decider !== undefined && 'scenario' in decider ? 'decided by ' : ''
  const why =
    first &&
    `${decided && 'also broken: '}${first.id}: expected ${first.expected}, seen ${first.seen}. ${withoutExample(first.fix)}`
  const also = others.length > 0 ? ` (and ${others.length} more: ${ids(others)})` : ''
  const answer = isChallenge ? `${error}, expected on a first request` : error
  const parts = [
    `${endpoint} ${sts} ${shown(clientId)} ${status}`,
    sentKey && `${sentKey.id}: seen ${sentKey.seen}. ${sentKey.fix}`,
    scenario && `${decided}scenario ${scenario}`,
    answer,
    why && `${why}${also}`,
    reported.length > 0 && `verdict ${id}`,
  ]
  return {
    level: reported.length === 0 ? 'info' : 'warn',
    message: oneLine(parts.filter(Boolean).join(' | ')),
    fields: {
      event: endpoint,
      sts,
      clientId: shown(clientId),
      status,
      ...(error !== undefined && { error }),
      rules,
      request: id,
    },
  }
}

/** A fix without the long structure of an organisation, which makes a log line unreadable; the verdict has it. */
function withoutExample(fix = ''): string {
  return fix.replace(/: \{(?=.*practitioner_role).{100,}\}.*$/, ', as the verdict shows')
}

/** A scenario acted on a request to a service other than the STS. */
export function scenarioRequestEvent(service: string, entry: JournalEntry): LogEvent {
  const { id, sts, clientId = noClient, status, scenario } = entry
  return {
    level: 'info',
    message: oneLine(`${service} ${sts} ${shown(clientId)} ${status} | scenario ${scenario}`),
    fields: { event: service, sts, clientId: shown(clientId), status, scenario, request: id },
  }
}

/** One of the twin’s own APIs refused a token; `why` may quote claims of the token. */
export function refusalEvent(
  service: string,
  sts: string,
  { status, code, message: why }: { readonly status: number; readonly code: string; readonly message: string },
): LogEvent {
  return {
    level: 'warn',
    message: oneLine(`${service} ${sts} ${status} | ${code}: ${why}`),
    fields: { event: service, sts, status, code },
  }
}

/** The test-token service answered; `what` it made, or why it refused the request. */
export function testTokenEvent(sts: string, status: number, what: string): LogEvent {
  return {
    level: status === 200 ? 'info' : 'warn',
    message: oneLine(`ttt ${sts} ${status} | ${what}`),
    fields: { event: 'ttt', sts, status },
  }
}

/** The rule that every DPoP client breaks with its first request, which has no nonce yet. */
const firstLeg = 'nonce-present'

/** Comes before the cause of a refusal: the key must be replaced whatever else is wrong. */
const privateKeySent = 'private-key-sent'

/** Printed for a request that names no client. */
const noClient = '(no client_id)'

/** A TLS client requested a host name that has no certificate. */
export function unknownNameEvent(name: string): LogEvent {
  return {
    level: 'warn',
    message: oneLine(
      `TLS: a client requested ${name} and got the certificate of localhost. Restart with --tls-name ${name}`,
    ),
    fields: { event: 'unknown-name', name },
  }
}

/** A scenario was used in a way that is allowed but probably a mistake. */
export function scenarioNoteEvent(note: string): LogEvent {
  return { level: 'warn', message: oneLine(`scenario: ${note}`), fields: { event: 'note' } }
}

/** The journal drops its first request; `entries` and `bytes` are its limits. */
export function journalFullEvent(entries: number, bytes: number): LogEvent {
  return {
    level: 'warn',
    message: `The journal is full (limit: ${entries} requests or ${formatBytes(bytes)}): it now drops the oldest requests. Clear it with DELETE /_mock/requests, or raise journalLimit and journalBytes`,
    fields: { event: 'journal-full', entries, bytes },
  }
}

/** Something that is allowed but probably a mistake. */
export function noteEvent(note: string): LogEvent {
  return { level: 'warn', message: oneLine(`note: ${note}`), fields: { event: 'note' } }
}

/** The control plane is open to everyone who can reach the twin. */
export function openControlEvent(host: string): LogEvent {
  return {
    level: 'warn',
    message: `WARNING: the control plane /_mock is open to anyone who can reach ${host}; it can register clients, mint tokens and reset this twin. Set HELSEID_MOCK_CONTROL_TOKEN to a random text of at least 8 characters (or --control-token-file to a file with it), listen on this machine only (--host localhost), or turn it off with --no-control`,
    fields: { event: 'open-control', host },
  }
}

/** Something that the owner of the data directory should know. */
export function dataDirEvent(note: string): LogEvent {
  return { level: 'warn', message: oneLine(note), fields: { event: 'data-dir' } }
}

/** A change was refused because the data directory cannot keep it. */
export function notStoredEvent(request: HttpRequest, why: string): LogEvent {
  const { pathname } = new URL(request.url)
  return {
    level: 'error',
    message: oneLine(`${request.method} ${pathname} refused: ${why}`),
    fields: { event: 'not-stored', method: request.method, path: pathname },
  }
}

/** Codes of the errors that reading a body throws when its sender closes the connection. */
const hangUpCodes: readonly unknown[] = ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR', 'UND_ERR_SOCKET']

/** Whether the caller closed the connection before the request was complete, which is not a fault of the twin. */
export function isHangUp(error: unknown): boolean {
  return (
    error instanceof Error && (error.name === 'AbortError' || hangUpCodes.includes((error as { code?: unknown }).code))
  )
}

/** The caller closed the connection before the request was complete. */
export function hangUpEvent({ method, url }: HttpRequest): LogEvent {
  const { pathname: path } = new URL(url)
  return {
    level: 'info',
    message: oneLine(`${method} ${path}: the caller hung up`),
    fields: { event: 'hang-up', method, path },
  }
}

/** A connection that came to nothing below HTTP. */
export function refusedConnectionEvent(reason: string): LogEvent {
  return { level: 'warn', message: reason, fields: { event: 'refused-connection', reason } }
}

/** A control token in the command line. */
export function visibleTokenEvent(): LogEvent {
  return {
    level: 'warn',
    message:
      'WARNING: --control-token shows the token in the process list: set HELSEID_MOCK_CONTROL_TOKEN or --control-token-file instead',
    fields: { event: 'visible-token' },
  }
}

/** A control token file that other users can read. `mode` has the nine permission bits. */
export function readableTokenEvent(path: string, mode: number): LogEvent {
  const shownMode = mode.toString(8).padStart(4, '0')
  return {
    level: 'warn',
    message: oneLine(
      `WARNING: other users of this machine can read the control token in ${path} (mode ${shownMode}): chmod 600 ${path}`,
    ),
    fields: { event: 'readable-token', path, mode: shownMode },
  }
}

/** An unexpected error in the twin itself, with its stack trace. */
export function faultEvent(request: HttpRequest, error: unknown): LogEvent {
  const fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    level: 'error',
    message: `${request.method} ${new URL(request.url).pathname} failed: ${fault}`,
    fields: { event: 'fault', method: request.method, path: new URL(request.url).pathname, fault },
  }
}

/** A request to an address at which the twin serves nothing; `served` are those to try. */
export function notServedEvent({ method, url }: HttpRequest, status: number, served: readonly string[]): LogEvent {
  const { host, pathname } = new URL(url)
  const path = pathname.length > 200 ? `${pathname.slice(0, 200)}…` : pathname
  return {
    level: 'warn',
    message: oneLine(`${method} ${path} ${status} | nothing is served there under ${host}: try ${served.join(', ')}`),
    fields: { event: 'not-served', method, path, status },
  }
}

/** A bug in the twin below the handling of a request. */
export function serverFaultEvent(error: Error): LogEvent {
  const fault = error.stack ?? error.message
  return { level: 'error', message: `The server failed: ${fault}`, fields: { event: 'fault', fault } }
}

/** Escapes control and format characters (bidirectional marks among them) and line separators, so that a request cannot forge a line. */
export function oneLine(text: string): string {
  const escaped = (character: string) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)
}

/** Longest client id in a log line, in characters. */
const maxIdLength = 100

function shown(clientId: string): string {
  return clientId.length <= maxIdLength
    ? clientId
    : `${clientId.slice(0, maxIdLength)}… (${clientId.length} characters)`
}

function ids(rules: readonly { readonly id: string }[]): string {
  return rules.map(({ id }) => id).join(', ')
}
