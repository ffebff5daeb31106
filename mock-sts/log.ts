/** One line for each token request: who asked, what was answered, which rule decided and how to mend it. */
import type { JournalEntry } from './journal.ts'
import { brokenRules } from './verdict.ts'

/** Tokens, assertions, proofs and secrets are never part of it. */
export interface LogEvent {
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  /** The same for machines. */
  readonly fields: Readonly<Record<string, unknown>>
}

export function tokenRequestEvent(entry: JournalEntry): LogEvent {
  const { sts, clientId = 'nobody', status, error } = entry
  const broken = entry.verdict === undefined ? [] : brokenRules(entry.verdict)
  const rules = broken.map(({ id, severity }) => ({ id, severity }))
  const [first] = broken
  const why = first && `${first.id}: expected ${first.expected}, seen ${first.seen}. ${first.mend}`
  const also = broken.length > 1 ? ` (and ${broken.length - 1} more: ${ids(broken.slice(1))})` : ''
  return {
    level: broken.length === 0 ? 'info' : 'warn',
    message: [`token ${sts} ${clientId} ${status}`, error, why && `${why}${also}`].filter(Boolean).join(' | '),
    fields: { event: 'token', sts, clientId, status, ...(error !== undefined && { error }), rules, request: entry.id },
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

function ids(rules: readonly { readonly id: string }[]): string {
  return rules.map(({ id }) => id).join(', ')
}
