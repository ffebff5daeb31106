/** The bar above the content: what the twin is, what is active, and whether the page is up to date. */
import type { JSX } from 'preact'
import { linkTo, session, twinHome } from '../address.ts'
import { connection, refreshState, stopAll, twinState } from '../api/twin-state.ts'
import { Icon } from '../parts/icons.tsx'
import { Time } from '../parts/time.tsx'
import { counted, t } from '../words.ts'
import { announce } from './announcer.tsx'

/** Differences of the clocks that a network explains, in milliseconds. */
const sameTime = 5000

export function StateBar(): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: on a narrow screen it scrolls sideways, which must be possible by keyboard
    <section class="context" aria-label={t('state.label')} tabIndex={0}>
      <Facts />
      <ActiveScenarios />
      <Connection />
    </section>
  )
}

function Facts(): JSX.Element {
  const state = twinState.value
  return (
    <dl>
      {session !== undefined && (
        <div>
          <dt>{t('session')}</dt>
          <dd>
            <b class="data">{session}</b> <a href={twinHome}>{t('session.leave')}</a>
          </dd>
        </div>
      )}
      <div class={state && Math.abs(state.ahead) > sameTime ? '' : 'calm-clock'}>
        <dt>{t('clock')}</dt>
        <dd>
          {state && Math.abs(state.ahead) > sameTime ? (
            <Time at={Date.parse(state.clock.now)} precise={false} />
          ) : (
            t('clock.real')
          )}
        </dd>
      </div>
    </dl>
  )
}

function ActiveScenarios(): JSX.Element | null {
  const { inUse = [] } = twinState.value ?? {}
  if (inUse.length === 0) return null
  return (
    <span class="acts">
      <Icon name="bolt" />
      <a href={linkTo('scenarios')}>{counted('state.active', inUse.length)}</a>
      <button
        class="button tiny"
        type="button"
        onClick={async () => {
          await stopAll()
          announce(t('state.stopped'))
        }}
      >
        {t('state.stopAll')}
      </button>
    </span>
  )
}

function Connection(): JSX.Element {
  if (connection.value !== 'lost')
    return <span class="live push">{connection.value === 'live' ? t('live') : t('live.connecting')}</span>
  return (
    <span class="state calm push" role="status">
      <Icon name="again" />
      {t('live.lost')}
      <button class="button tiny" type="button" onClick={() => void refreshState()}>
        {t('retry')}
      </button>
    </span>
  )
}
