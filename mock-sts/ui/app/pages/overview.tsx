/** The overview: where to point a client, whether the twin is healthy, what is active, what went wrong most. */
import type { JSX } from 'preact'
import { linkTo } from '../address.ts'
import type { Overview } from '../api/control.ts'
import { connection } from '../api/events.ts'
import { overviewProblem, overviewState, tryRefresh } from '../api/twin-state.ts'
import { Icon } from '../parts/icons.tsx'
import { Loaded } from '../parts/states.tsx'
import { Time } from '../parts/time.tsx'
import { counted, t } from '../words.ts'
import { Connect } from './overview/connect.tsx'
import { LatestRequests } from './overview/latest.tsx'
import { ActiveNow, HowCertain, Issuers, MostBroken } from './overview/panels.tsx'
import type { Page } from './page.ts'

export const overview: Page = { path: '', name: 'overview', group: 'see', icon: 'home', View }

function View(): JSX.Element {
  const loaded = overviewState.value
  return (
    <>
      <div class="head">
        <h1>{t('page.overview')}</h1>
        {loaded && <Health overview={loaded} />}
        <div class="tools">
          <a class="button first" href={linkTo('explain')}>
            <Icon name="page" />
            {t('overview.explain')}
          </a>
        </div>
      </div>
      <Loaded answer={{ data: loaded, problem: overviewProblem.value, reload: tryRefresh }} rows={8}>
        {(overview) => <Panels overview={overview} />}
      </Loaded>
    </>
  )
}

function Panels({ overview: loaded }: { readonly overview: Overview }): JSX.Element {
  return (
    <>
      <Issuers overview={loaded} />
      <div class="split main-side">
        <div class="stack">
          <Connect overview={loaded} />
          <LatestRequests overview={loaded} />
        </div>
        <div class="stack">
          <ActiveNow overview={loaded} />
          <MostBroken overview={loaded} />
          <HowCertain overview={loaded} />
        </div>
      </div>
    </>
  )
}

function Health({ overview: { startedAt, version, requests, clients } }: { readonly overview: Overview }): JSX.Element {
  return (
    <p>
      {connection.value !== 'gone' && (
        <span class="state good">
          <Icon name="tick" />
          {t('overview.healthy')}
        </span>
      )}
      <span class="quiet">
        {t('overview.since')} <Time at={startedAt} precise={false} />, {counted('overview.requests', requests.total)},{' '}
        {counted('overview.clients', clients)}, {t('overview.version', { version })}
      </span>
    </p>
  )
}
