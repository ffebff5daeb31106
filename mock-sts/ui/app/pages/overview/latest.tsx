/** The newest requests on the overview. */
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { linkTo } from '../../address.ts'
import type { Overview } from '../../api/control.ts'
import { journal, watchJournal } from '../../api/journal.ts'
import { OutcomeState } from '../../parts/outcome-state.tsx'
import { Prose } from '../../parts/prose.tsx'
import { Empty, Loading } from '../../parts/states.tsx'
import { Time } from '../../parts/time.tsx'
import { t } from '../../words.ts'
import { Statuses } from '../requests/list.tsx'
import { type Row, rowsOf } from '../requests/rows.ts'

/** Rows that are listed. */
const shown = 6

export function LatestRequests({ overview: { stses } }: { readonly overview: Overview }): JSX.Element {
  useEffect(watchJournal, [])
  const rows = journal.value && rowsOf(journal.value).slice(0, shown)
  return (
    <section class="panel" aria-labelledby="latest">
      <header>
        <h2 id="latest">{t('overview.latest')}</h2>
        <a class="push small" href={linkTo('requests')}>
          {t('overview.seeAll')}
        </a>
      </header>
      {rows === undefined && <Loading rows={shown} />}
      {rows?.length === 0 && (
        <Empty title={t('overview.noRequests')}>
          <p class="measure">
            {t('overview.noRequests.text')} <code>{stses[0]?.issuer}</code>
          </p>
        </Empty>
      )}
      {rows !== undefined && rows.length > 0 && (
        <table class="table links cards fixed">
          <thead>
            <tr>
              <th scope="col" class="w-time">
                {t('zone')}
              </th>
              <th scope="col" class="w-out">
                {t('outcome')}
              </th>
              <th scope="col" class="w-status">
                {t('requests.status')}
              </th>
              <th scope="col" class="w-client">
                {t('requests.client')}
              </th>
              <th scope="col">{t('requests.firstBroken')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Latest key={row.id} row={row} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Latest({ row }: { readonly row: Row }): JSX.Element {
  const { requests, main, outcome, clientId, broken } = row
  const [first] = broken
  return (
    <tr data-row>
      <td class="data nowrap">
        <Time at={requests.at(-1)?.at ?? main.at} />
      </td>
      <td>
        <OutcomeState outcome={outcome} />
      </td>
      <td class="c-status">
        <Statuses row={row} />
      </td>
      <td class="c-client">
        <a class="open data cut" dir="auto" href={linkTo(`requests/${main.id}`)} title={clientId}>
          {clientId ?? t('requests.noClient')}
        </a>
      </td>
      <td class="c-rule full">
        <span class="what2">
          {first ? (
            <>
              <code>{first.id}</code>{' '}
              <span class="soft">
                <Prose text={first.requires} />
              </span>
            </>
          ) : (
            <span class="quiet">{main.scenario}</span>
          )}
        </span>
      </td>
    </tr>
  )
}
