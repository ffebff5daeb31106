/** The bar above the content: what the twin is, what is active, and whether the page is up to date. */
import type { JSX } from 'preact'
import { linkTo, session, twinHome } from '../address.ts'
import type { Overview } from '../api/control.ts'
import { connection, reconnect } from '../api/events.ts'
import { overviewState, stopAll } from '../api/twin-state.ts'
import { Icon } from '../parts/icons.tsx'
import { Time } from '../parts/time.tsx'
import { focusContent } from '../place.ts'
import { counted, t } from '../words.ts'
import { announce } from './announcer.tsx'

export function StateBar(): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: on a narrow screen it scrolls sideways, which must be possible by keyboard
    <section class="context" aria-label={t('state.label')} tabIndex={0}>
      <dl>
        {session !== undefined && (
          <div>
            <dt>{t('session')}</dt>
            <dd>
              <b class="data">{session}</b> <a href={twinHome}>{t('session.leave')}</a>
            </dd>
          </div>
        )}
        {overviewState.value && <Facts overview={overviewState.value} />}
      </dl>
      <ActiveScenarios />
      <Connection />
    </section>
  )
}

function Facts({ overview: { stses, clock } }: { readonly overview: Overview }): JSX.Element {
  const profiles = Map.groupBy(stses, ({ profile }) => profile)
  const isReal = clock.offset === 0 && !clock.frozen
  return (
    <>
      <div class="calm-clock">
        <dt>STS</dt>
        <dd>
          <b>{stses.map(({ name }) => name).join(', ')}</b>
        </dd>
      </div>
      <div>
        <dt>{t('profile')}</dt>
        <dd>
          {profiles.size === 1 ? stses[0]?.profile : stses.map(({ name, profile }) => `${name} ${profile}`).join(', ')}
        </dd>
      </div>
      <div class={isReal ? 'calm-clock' : ''}>
        <dt>{t('clock')}</dt>
        <dd>{isReal ? t('clock.real') : <MovedClock clock={clock} />}</dd>
      </div>
    </>
  )
}

function MovedClock({ clock: { now, frozen } }: Pick<Overview, 'clock'>): JSX.Element {
  return (
    <span class="state warn">
      <Icon name="triangle" />
      <span>
        <Time at={Date.parse(now)} precise={false} dated /> {t(frozen ? 'clock.frozen' : 'clock.moved')}
      </span>
    </span>
  )
}

function ActiveScenarios(): JSX.Element | null {
  const { scenarios = [] } = overviewState.value ?? {}
  if (scenarios.length === 0) return null
  return (
    <span class="acts">
      <Icon name="bolt" />
      <a href={linkTo('scenarios')}>{counted('state.active', scenarios.length)}</a>
      <button
        class="button tiny"
        type="button"
        onClick={async () => {
          await stopAll()
          focusContent()
          announce(t('state.stopped'))
        }}
      >
        {t('state.stopAll')}
      </button>
    </span>
  )
}

function Connection(): JSX.Element {
  if (connection.value === 'gone')
    return (
      <span class="state bad push" role="status">
        <Icon name="cross" />
        {t('session.gone')}
      </span>
    )
  if (connection.value !== 'lost')
    return <span class="live push">{connection.value === 'live' ? t('live') : t('live.connecting')}</span>
  return (
    <span class="state calm push" role="status">
      <Icon name="again" />
      {t('live.lost')}
      <button class="button tiny" type="button" onClick={reconnect}>
        {t('retry')}
      </button>
    </span>
  )
}
