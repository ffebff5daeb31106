/** Tells users of screen readers how many requests arrived: as a sum, at most once in five seconds. */
import { onEvent } from '../../api/events.ts'
import { outcomeOf } from '../../api/outcome.ts'
import { announce } from '../../frame/announcer.tsx'
import { counted, t } from '../../words.ts'

/** In milliseconds. */
const pause = 5000

/** Until the returned function is called. */
export function announceNews(): () => void {
  let arrived = 0
  let refused = 0
  let timer: number | undefined
  const say = () => {
    timer = undefined
    if (arrived === 0) return
    announce(`${counted('requests.new', arrived)}, ${t('requests.newRefused', { n: refused })}`)
    arrived = 0
    refused = 0
    timer = window.setTimeout(say, pause)
  }
  const stop = onEvent((name, data) => {
    if (name !== 'request') return
    arrived++
    if (outcomeOf(data as Parameters<typeof outcomeOf>[0]) === 'refused') refused++
    // The first ones together: a challenge is followed by its retry.
    timer ??= window.setTimeout(say, 500)
  })
  return () => {
    stop()
    clearTimeout(timer)
  }
}
