/** Turns what helseid-client publishes into pino logs. Call it once, at the start. */
import { subscribe } from 'node:diagnostics_channel'
import { type DiagnosticName, diagnosticNames } from 'helseid-client'
import type { Level, Logger } from 'pino'

/** What went as it should, and what somebody must look at now; all else is a warning. */
const levels: Partial<Record<DiagnosticName, Level>> = {
  'helseid-client:token': 'info',
  'helseid-client:key-rotated': 'info',
  'helseid-client:token-failed': 'error',
  'helseid-client:rotation-failed': 'error',
}

export function logHelseId(logger: Logger): void {
  for (const name of diagnosticNames) {
    subscribe(name, (event) => logger[levels[name] ?? 'warn'](event as object, name))
  }
}
