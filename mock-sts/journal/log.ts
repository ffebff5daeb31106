/** One line for each token request: who asked, what was answered, which rule decided and how to fix it. */

import { brokenRules } from '../verdict/verdict.ts'
import type { JournalEntry } from './journal.ts'

/** Tokens, assertions, proofs and secrets are never part of it. */
export interface LogEvent {
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  /** The same for machines. */
  readonly fields: Readonly<Record<string, unknown>>
}

export function tokenRequestEvent(entry: JournalEntry): LogEvent {
  const { id, sts, clientId = 'nobody', status, error, scenario } = entry
  const broken = entry.verdict === undefined ? [] : brokenRules(entry.verdict)
  const rules = broken.map(({ id, severity }) => ({ id, severity }))
  const isFirstLeg = broken[0]?.id === firstLeg
  const reported = isFirstLeg ? broken.slice(1) : broken.filter((rule) => rule.id !== firstLeg)
  const [first] = reported
  const why = first && `${first.id}: expected ${first.expected}, seen ${first.seen}. ${first.fix}`
  const also = reported.length > 1 ? ` (and ${reported.length - 1} more: ${ids(reported.slice(1))})` : ''
  const answer = isFirstLeg ? `${error}, as every first request` : error
  const parts = [
    `token ${sts} ${clientId} ${status}`,
    scenario && `scenario ${scenario}`,
    answer,
    why && `${why}${also}`,
    reported.length > 0 && `verdict ${id}`,
  ]
  return {
    level: reported.length === 0 ? 'info' : 'warn',
    message: oneLine(parts.filter(Boolean).join(' | ')),
    fields: { event: 'token', sts, clientId, status, ...(error !== undefined && { error }), rules, request: id },
  }
}

/** A request to a service other than the STS, on which a scenario acted. */
export function scenarioRequestEvent(service: string, entry: JournalEntry): LogEvent {
  const { id, sts, clientId = 'nobody', status, scenario } = entry
  return {
    level: 'info',
    message: oneLine(`${service} ${sts} ${clientId} ${status} | scenario ${scenario}`),
    fields: { event: service, sts, clientId, status, scenario, request: id },
  }
}

/** A token that one of the twin's own APIs refuses; `why` may quote the token's claims. */
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

/** The rule that the first request of every DPoP client breaks: it has no nonce yet. */
const firstLeg = 'nonce-present'

export function unknownNameEvent(name: string): LogEvent {
  return {
    level: 'warn',
    message: oneLine(
      `TLS: somebody asked for ${name}, and was shown the certificate of localhost. Start with --tls-name ${name}`,
    ),
    fields: { event: 'unknown-name', name },
  }
}

/** `bytes`: how many are remembered at most, as `entries` of them. */
export function journalFullEvent(entries: number, bytes: number): LogEvent {
  return {
    level: 'warn',
    message: `The journal is full, ${entries} requests or ${bytes} bytes: from now on the oldest are dropped. Clear it with DELETE /_mock/requests, or set journalLimit and journalBytes`,
    fields: { event: 'journal-full', entries, bytes },
  }
}

/** Everybody who reaches the twin may change it. */
export function openControlEvent(host: string): LogEvent {
  return {
    level: 'warn',
    message: `WARNING: the control plane /_mock is open to whoever reaches ${host}: it registers clients, mints tokens and resets this twin. Guard it with --control-token, or switch it off with --no-control`,
    fields: { event: 'open-control', host },
  }
}

/** A fault of the twin itself, with its stack. */
export function faultEvent(request: Request, error: unknown): LogEvent {
  const fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    level: 'error',
    message: `${request.method} ${new URL(request.url).pathname} failed: ${fault}`,
    fields: { event: 'fault', method: request.method, path: new URL(request.url).pathname, fault },
  }
}

/** Nothing that a request says can end the line. */
function oneLine(text: string): string {
  const escaped = (character: string) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, escaped)
}

function ids(rules: readonly { readonly id: string }[]): string {
  return rules.map(({ id }) => id).join(', ')
}
