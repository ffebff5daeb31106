/** Turns the events of helseid-client into pino logs. Call it once, at startup. */
import { subscribe } from 'node:diagnostics_channel'
import { type DiagnosticName, diagnosticNames } from 'helseid-client'
import type { Level, Logger } from 'pino'

/** Success, and what someone must look at now; everything else is a warning. */
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
  // The key file changed and has a usable key.
  if (name === 'helseid-client:key-file' && !('problem' in event)) return 'info'
  return levels[name] ?? 'warn'
}
