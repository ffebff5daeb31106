/** Limits that are reached: one log line a minute for each. */
import type { LogEvent } from 'helseid-mock'
import { expect, it } from 'vitest'
import { createLimitLog } from '../../../mock-sts/journal/limit-log.ts'

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
