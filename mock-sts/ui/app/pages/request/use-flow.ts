/** The flow of a request, to which later requests are added while the page is open. */
import { useEffect, useRef } from 'preact/hooks'
import { onEvent } from '../../api/events.ts'
import { keyExpired, keyOnly } from '../../api/link-key.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { announce } from '../../frame/announcer.tsx'
import { t } from '../../words.ts'
import { type FullFlow, loadFlow } from './load.ts'

/** Milliseconds between two looks at the flow, with the key of a verdict link, which does not open the events. */
const pause = 2000

export function useFlow(id: string | undefined): FullFlow | undefined {
  const { data, reload } = useAnswer(async () => (id === undefined ? undefined : loadFlow(id)), [id])
  useEffect(
    () => onEvent((name, event) => void (name === 'request' && (event as { flow: string }).flow === id && reload())),
    [id, reload],
  )
  useEffect(() => {
    if (!keyOnly.value || id === undefined) return
    const timer = setInterval(() => void (!document.hidden && !keyExpired.value && reload()), pause)
    return () => clearInterval(timer)
  }, [id, reload, keyOnly.value])
  // While the next flow loads, the data are those of the previous one.
  const flow = data?.id === id ? data : undefined
  useAnnouncedArrivals(flow)
  return flow
}

function useAnnouncedArrivals(flow: FullFlow | undefined): void {
  const known = useRef<FullFlow | undefined>(undefined)
  useEffect(() => {
    const before = known.current
    if (before !== undefined && before.id === flow?.id && flow.requests.length > before.requests.length)
      announce(t('request.arrived'))
    known.current = flow
  }, [flow])
}
