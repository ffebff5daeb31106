/** Reports that a limit of the twin is reached: one log line a minute for each limit, while it is reached. */
import { formatBytes, type Limit, type LimitName, limits } from '../limits.ts'
import type { LogEvent } from './log.ts'

/** Reports a reached limit. `value` is the limit in force. Default: the one in `limits`. */
export type LimitLog = (name: LimitName, value?: number) => void

const minute = 60_000

/** `now` is in epoch milliseconds. */
export function createLimitLog(log: (event: LogEvent) => void, now: () => number): LimitLog {
  const reportedAt = new Map<LimitName, number>()
  return (name, value = limits[name].value) => {
    const before = reportedAt.get(name)
    const time = now()
    // A clock that went back counts as a new minute.
    if (before !== undefined && time >= before && time - before < minute) return
    reportedAt.set(name, time)
    log(limitEvent(name, value))
  }
}

function limitEvent(name: LimitName, value: number): LogEvent {
  const { unit, isBytes, atLimit, setting }: Limit = limits[name]
  const raise = setting === undefined ? '' : `. Raise ${setting} if you need more`
  const amount = isBytes ? formatBytes(value) : value
  return {
    level: 'warn',
    message: `The limit of ${amount} ${unit} is reached: ${atLimit}${raise}`,
    fields: { event: 'limit', limit: name, value },
  }
}
