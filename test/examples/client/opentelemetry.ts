/** Turns exchanges of helseid-client into OpenTelemetry spans, within the span of whoever asked. Call it once, at the start. */
import { subscribe } from 'node:diagnostics_channel'
import { type Attributes, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api'
import type { DiagnosticEvents } from 'helseid-client'

type Ended = DiagnosticEvents['helseid-client:token'] | DiagnosticEvents['helseid-client:token-failed']

export function traceHelseId(tracer: Tracer): void {
  const end = (event: unknown) => {
    const { startedAt, endedAt, ...rest } = event as Ended
    const span = tracer.startSpan('HelseID token', {
      kind: SpanKind.CLIENT,
      startTime: startedAt,
      attributes: named(rest),
    })
    if ('code' in rest) span.setStatus({ code: SpanStatusCode.ERROR, message: rest.message })
    span.end(endedAt)
  }
  subscribe('helseid-client:token', end)
  subscribe('helseid-client:token-failed', end)
}

/** `helseid.clientId`, `helseid.attempts`, … */
function named(members: object): Attributes {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [`helseid.${name}`, value]))
}
