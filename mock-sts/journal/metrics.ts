/** Counts requests, errors, broken rules and scenarios for `/metrics` (Prometheus); sessions count towards their twin. */

import { brokenRules } from '../verdict/verdict.ts'
import type { Journal, JournalEntry } from './journal.ts'

export interface Tally {
  count(entry: JournalEntry): void
  /** `GET /metrics`: text exposition format 0.0.4. https://prometheus.io/docs/instrumenting/exposition_formats/ */
  answer(state: TallyState): Promise<Response>
}

export interface TallyState {
  readonly journal: Pick<Journal, 'entries' | 'bytes' | 'dropped'>
  readonly sessions: number
}

const counters = {
  requests: ['helseid_mock_requests_total', 'Requests handled.', ['sts', 'endpoint', 'status']],
  errors: ['helseid_mock_errors_total', 'Error responses.', ['sts', 'error']],
  rules: ['helseid_mock_broken_rules_total', 'Rules broken by token requests.', ['sts', 'rule', 'severity']],
  scenarios: ['helseid_mock_scenarios_total', 'Requests that a scenario acted on.', ['sts', 'scenario']],
} as const satisfies Record<string, readonly [name: string, help: string, labels: readonly string[]]>

type CounterName = keyof typeof counters

export function createTally(): Tally {
  const counts = new Map<CounterName, Map<string, number>>()
  const add = (name: CounterName, ...values: readonly (string | number)[]) => {
    const ofCounter = counts.get(name) ?? new Map<string, number>()
    counts.set(name, ofCounter)
    const key = JSON.stringify(values.map(String))
    ofCounter.set(key, (ofCounter.get(key) ?? 0) + 1)
  }
  return {
    count({ sts, endpoint, status, error, scenario, verdict }) {
      add('requests', sts, endpoint, status)
      if (error !== undefined) add('errors', sts, error)
      if (scenario !== undefined) add('scenarios', sts, scenario)
      for (const { id, severity } of verdict ? brokenRules(verdict) : []) add('rules', sts, id, severity)
    },
    async answer({ journal, sessions }) {
      // Loaded only when the metrics are requested.
      const { Counter, Gauge, Registry } = await import('prom-client')
      const registry = new Registry()
      const registers = [registry]
      for (const [counter, [name, help, labelNames]] of Object.entries(counters)) {
        const metric = new Counter({ name, help, labelNames, registers })
        for (const [key, count] of counts.get(counter as CounterName) ?? [])
          metric.inc(labelled(labelNames, JSON.parse(key)), count)
      }
      const gauges = {
        helseid_mock_journal_entries: ['Requests in the journal.', journal.entries.length],
        helseid_mock_journal_bytes: ['Size of the journal in bytes.', journal.bytes],
        helseid_mock_journal_dropped: [
          'Requests that the journal has dropped since it was last cleared.',
          journal.dropped,
        ],
        helseid_mock_sessions: ['Active sessions.', sessions],
        process_resident_memory_bytes: ['Resident memory in bytes.', process.memoryUsage.rss()],
        process_uptime_seconds: ['Seconds since the process started.', process.uptime()],
      } as const satisfies Record<string, readonly [string, number]>
      for (const [name, [help, value]] of Object.entries(gauges)) new Gauge({ name, help, registers }).set(value)
      return new Response(await registry.metrics(), { headers: { 'Content-Type': registry.contentType } })
    },
  }
}

function labelled<T extends string>(names: readonly T[], values: readonly string[]): Partial<Record<T, string>> {
  return Object.fromEntries(names.map((name, index) => [name, values[index]])) as Partial<Record<T, string>>
}
