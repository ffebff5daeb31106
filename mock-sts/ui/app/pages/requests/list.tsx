/** The list of requests, newest first, page by page. */
import type { JSX } from 'preact'
import { overviewState } from '../../api/twin-state.ts'
import { place, setQuery } from '../../place.ts'
import { counted, t } from '../../words.ts'
import type { Found } from './query.ts'
import type { Row } from './rows.ts'
import { rememberScroll } from './scroll.ts'
import { RequestTable } from './table.tsx'

export function List({
  found: { rows, inDocument, page, pages },
  selected,
}: {
  readonly found: Found
  readonly selected: Row | undefined
}): JSX.Element {
  return (
    <section class="panel" aria-labelledby="list">
      <h2 class="unseen" id="list">
        {t('requests.list')}
      </h2>
      <RequestTable rows={inDocument} selected={selected} onFocus={select} onOpen={rememberScroll} />
      <footer>
        <Dropped />
        {pages > 1 && <Pages page={page} pages={pages} rows={rows.length} />}
        <span class="push key-hint">
          <kbd>J</kbd> <kbd>K</kbd> {t('requests.move')}, <kbd>Enter</kbd> {t('requests.open')}
        </span>
      </footer>
    </section>
  )
}

function select({ id }: Row): void {
  setQuery({ row: id })
}

function Dropped(): JSX.Element | null {
  const { dropped = 0 } = overviewState.value?.requests ?? {}
  return dropped === 0 ? null : <span>{counted('requests.dropped', dropped)}</span>
}

function Pages({
  page,
  pages,
  rows,
}: {
  readonly page: number
  readonly pages: number
  readonly rows: number
}): JSX.Element {
  const turn = (to: number) => {
    setQuery({ page: to === 1 ? undefined : String(to), row: undefined })
    scrollTo(0, 0)
  }
  return (
    <nav class="row" aria-label={t('requests.pages')}>
      <button class="button tiny" type="button" disabled={page === 1} onClick={() => turn(page - 1)}>
        {t('requests.newer')}
      </button>
      <span class="nowrap">{t('requests.page', { page, pages, rows })}</span>
      <button class="button tiny" type="button" disabled={page === pages} onClick={() => turn(page + 1)}>
        {t('requests.older')}
      </button>
    </nav>
  )
}

/** The row in the address; the newest one by default. */
export function selectedRow({ rows, inDocument }: Found): Row | undefined {
  const selected = place.value.query.get('row')
  return rows.find(({ id }) => id === selected) ?? inDocument[0]
}
