/** Turns exchanges and key rotations into OpenTelemetry spans under the caller's span. Call it once, at startup. */
import { subscribe } from 'node:diagnostics_channel'
import { type Attributes, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api'
import type { DiagnosticEvents } from 'helseid-client'

/** The events that take time: exchanges, including renewals, and key rotations. */
const spans = {
  'helseid-client:token': 'HelseID token',
  'helseid-client:token-failed': 'HelseID token',
  'helseid-client:key-rotated': 'HelseID key rotation',
  'helseid-client:rotation-failed': 'HelseID key rotation',
} as const

export function traceHelseId(tracer: Tracer): void {
  for (const [channel, name] of Object.entries(spans)) {
    subscribe(channel, (event) => {
      const { startedAt, endedAt, ...rest } = event as DiagnosticEvents[keyof typeof spans]
      const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime: startedAt, attributes: named(rest) })
      if ('message' in rest) span.setStatus({ code: SpanStatusCode.ERROR, message: rest.message })
      span.end(endedAt)
    })
  }
}

/** `helseid.clientId`, `helseid.attempts`, … */
function named(members: object): Attributes {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [`helseid.${name}`, value]))
}
