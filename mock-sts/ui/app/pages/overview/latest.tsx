/** The newest requests on the overview. */
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { linkTo } from '../../address.ts'
import type { Overview } from '../../api/control.ts'
import { journal, watchJournal } from '../../api/journal.ts'
import { Empty, Loading } from '../../parts/states.tsx'
import { t } from '../../words.ts'
import { rowsOf } from '../requests/rows.ts'
import { RequestTable } from '../requests/table.tsx'

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
        <Empty title={t('requests.none')}>
          <p class="measure">
            {t('requests.pointClient')} <code>{stses[0]?.issuer}</code>
          </p>
        </Empty>
      )}
      {rows !== undefined && rows.length > 0 && <RequestTable rows={rows} />}
    </section>
  )
}
