/** Journal entries and log events without secrets. */
import { shortened } from '../http/long-text.ts'
import type { Scrubber } from '../http/secrets.ts'
import type { Verdict, VerdictRule } from '../verdict/verdict.ts'
import { inspectable } from '../verdict/verdict-text.ts'
import type { JournalEntry } from './journal.ts'
import type { LogEvent } from './log.ts'

export function entryWithoutSecrets(entry: JournalEntry, scrubber: Scrubber): JournalEntry {
  const { url, clientId, error, verdict } = entry
  return {
    ...entry,
    url: scrubber.address(url),
    ...(clientId !== undefined && { clientId: scrubber.text(clientId) }),
    ...(error !== undefined && { error: scrubber.text(error) }),
    ...(verdict && { verdict: verdictWithoutSecrets(verdict, scrubber) }),
  }
}

/** Only rules that are not passed quote the request. */
function verdictWithoutSecrets(verdict: Verdict, { data }: Scrubber): Verdict {
  const rules = verdict.rules.map((rule): VerdictRule => {
    if (rule.outcome !== 'broken') return rule
    // The source is left out: its address is ours, and long.
    const { source, ...quoting } = rule
    const kept = data(quoting)
    return kept === quoting ? rule : { ...kept, source }
  })
  return inspectable({ ...verdict, rules })
}

/**
 * Rules about scopes quote each word of the field `scope`: a secret with spaces would be kept in pieces that no longer look
 * like one. Texts that quote such a piece are withheld.
 */
export function withoutScatteredSecrets(verdict: Verdict, scope: string, { text }: Scrubber): Verdict {
  const safe = text(scope)
  if (safe === scope) return verdict
  const mark = /\(withheld-[\w-]+\)/.exec(safe)?.[0] ?? '(withheld)'
  const pieces = scope.split(/\s+/).filter((piece) => piece.length >= 8 && !safe.includes(piece))
  const quotes = (value: unknown) =>
    pieces.some((piece) => JSON.stringify(value).includes(piece.slice(0, 8).replaceAll('"', '\\"')))
  const rules = verdict.rules.map((rule): VerdictRule => {
    if (rule.outcome !== 'broken') return rule
    const members = Object.entries(rule).map(([name, value]) => [name, quotes(value) ? mark : value])
    return Object.fromEntries(members)
  })
  return { ...verdict, rules }
}

/** Also matches a JWT that is cut off. */
const jwt = /eyJ[\w-]{8,}(\.[\w-]*)*/g

/** Not longer than the log allows, without secrets, and without tokens, assertions and proofs, which the log never contains. */
export function eventWithoutSecrets({ level, message, fields }: LogEvent, scrubber: Scrubber): LogEvent {
  const safe = (text: string) => scrubber.text(shortened(text)).replace(jwt, '(withheld-token)')
  return {
    level,
    message: safe(message),
    // When they are read: a log of text prints the message alone.
    get fields() {
      const texts = Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === 'string' ? safe(value) : value,
      ])
      return Object.fromEntries(texts)
    },
  }
}
