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
    subscribe(name, (event) => logger[levelOf(name, event as object)](event, name))
  }
}

function levelOf(name: DiagnosticName, event: object): Level {
  // A key file that was changed, and holds a good key.
  if (name === 'helseid-client:key-file' && !('problem' in event)) return 'info'
  return levels[name] ?? 'warn'
}
