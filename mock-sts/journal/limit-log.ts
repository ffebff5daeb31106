/** Reports that a limit of the twin is reached: one log line a minute for each limit, while it is reached. */
import { formatBytes, type Limit, type LimitName, limits } from '../limits.ts'
import type { LogEvent } from './log.ts'
import { createOnceAMinute } from './once-a-minute.ts'

/** Reports a reached limit. `value` is the limit in force. Default: the one in `limits`. */
export type LimitLog = (name: LimitName, value?: number) => void

/** `now` is in epoch milliseconds. */
export function createLimitLog(log: (event: LogEvent) => void, now: () => number): LimitLog {
  const onceAMinute = createOnceAMinute(now)
  return (name, value = limits[name].value) => {
    if (onceAMinute(name) !== undefined) log(limitEvent(name, value))
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
