/** Says that the twin was started again while the page was open, and with it has lost its requests. */
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { restartedAt } from '../api/twin-state.ts'
import { Icon } from '../parts/icons.tsx'
import { timeOfDay } from '../parts/time.tsx'
import { focusContent } from '../place.ts'
import { t } from '../words.ts'
import { announce } from './announcer.tsx'

export function RestartNotice(): JSX.Element | null {
  const at = restartedAt.value
  const said = at === undefined ? '' : t('restarted', { time: timeOfDay(at, false) })
  useEffect(() => {
    if (at !== undefined) announce(said)
    // In another language or time zone it is not news.
  }, [at])
  if (at === undefined) return null
  return (
    <div class="notice">
      <Icon name="again" />
      <span>{said}</span>
      <button
        class="button tiny"
        type="button"
        onClick={() => {
          restartedAt.value = undefined
          focusContent()
        }}
      >
        {t('close')}
      </button>
    </div>
  )
}
