/** Limits that are reached: one log line a minute for each. */
import type { LogEvent } from 'helseid-mock'
import { expect, it } from 'vitest'
import { createLimitLog } from '../../../mock-sts/journal/limit-log.ts'
import { formatBytes, type Limit, limits } from '../../../mock-sts/limits.ts'

it('a reached limit is logged once a minute, each limit for itself', () => {
  const events: LogEvent[] = []
  let now = 0
  const reached = createLimitLog(
    (event) => events.push(event),
    () => now,
  )
  for (; now < 150_000; now += 1000) reached('connections', 5)
  reached('replay')
  expect(events.map(({ fields }) => fields.limit)).toEqual(['connections', 'connections', 'connections', 'replay'])
  expect(events[0]?.message).toBe(
    'The limit of 5 open connections is reached: the oldest connection that has not sent a request is closed; without one, ' +
      'the longest idle; without one, the oldest. Raise maxConnections if you need more',
  )
})

it('a limit in bytes is logged with its unit', () => {
  const messages: string[] = []
  createLimitLog(({ message }) => messages.push(message), Date.now)('journalBytes')
  expect(messages).toEqual([
    'The limit of 32 MiB in a journal is reached: the oldest requests are dropped. Raise journalBytes if you need more',
  ])
})

// IEC 80000-13: a kibibyte has 1024 bytes, a mebibyte 1,048,576.
it.each([
  [100, '100 bytes'],
  [1000, '1,000 bytes'],
  [1024, '1 KiB'],
  [1536, '1.5 KiB'],
  [1025, '1,025 bytes'],
  [1024 * 1024 - 1, '1,048,575 bytes'],
  [1024 * 1024, '1 MiB'],
  [32 * 1024 * 1024, '32 MiB'],
  [33_000_000, '33,000,000 bytes'],
])('%i bytes are written as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})

it('every limit in bytes is marked as one, so that the page of limits shows its unit', () => {
  const unmarked = Object.values<Limit>(limits).filter(({ unit, isBytes }) => /\bbytes\b/.test(unit) && !isBytes)
  expect(unmarked).toEqual([])
})
