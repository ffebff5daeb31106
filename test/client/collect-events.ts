/** Collects the events that the client publishes during one test. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { DiagnosticName } from 'helseid-client'
import { onTestFinished } from 'vitest'

/** Returns a function that returns all events published on the channels so far, in order. */
export function collectEvents(...names: DiagnosticName[]): () => unknown[] {
  const events: unknown[] = []
  const note = (event: unknown) => {
    events.push(event)
  }
  for (const name of names) subscribe(name, note)
  onTestFinished(() => {
    for (const name of names) unsubscribe(name, note)
  })
  return () => events
}
