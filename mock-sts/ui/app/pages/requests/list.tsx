/** The list of requests, newest first: one row for each flow. */
import type { ComponentChild, JSX } from 'preact'
import { linkTo } from '../../address.ts'
import { overviewState } from '../../api/twin-state.ts'
import { Icon } from '../../parts/icons.tsx'
import { OutcomeState } from '../../parts/outcome-state.tsx'
import { Prose } from '../../parts/prose.tsx'
import { Time } from '../../parts/time.tsx'
import { place, setQuery } from '../../place.ts'
import { zone } from '../../preferences.ts'
import { counted, t } from '../../words.ts'
import type { Found } from './query.ts'
import type { Row } from './rows.ts'
import { rememberScroll } from './scroll.ts'
import { pathOf } from './url.ts'

/** Most statuses that a row shows. */
const maxStatuses = 4

/** Drawn rows by flow. A row that has not changed is the same node, which is not drawn again. */
const drawn = new Map<string, { readonly of: string; readonly node: JSX.Element }>()

export function List({
  found: { rows, inDocument, page, pages },
  selected,
}: {
  readonly found: Found
  readonly selected: Row | undefined
}): JSX.Element {
  for (const id of drawn.keys()) if (!inDocument.some((row) => row.id === id)) drawn.delete(id)
  return (
    <section class="panel" aria-labelledby="list">
      <h2 class="unseen" id="list">
        {t('requests.list')}
      </h2>
      <table class="table links cards fixed">
        <thead>
          <tr>
            <th scope="col" class="w-time">
              <ZoneSwitch />
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
            <th scope="col" class="w-end endpoint">
              {t('requests.endpoint')}
            </th>
            <th scope="col">{t('requests.firstBroken')}</th>
          </tr>
        </thead>
        <tbody>{inDocument.map((row) => drawnRow(row, row.id === selected?.id))}</tbody>
      </table>
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

function drawnRow(row: Row, isSelected: boolean): JSX.Element {
  const of = [row.requests.length, row.requests.at(-1)?.id, isSelected].join(' ')
  const known = drawn.get(row.id)
  if (known?.of === of) return known.node
  const node = <RowOf key={row.id} row={row} isSelected={isSelected} />
  drawn.set(row.id, { of, node })
  return node
}

function RowOf({ row, isSelected }: { readonly row: Row; readonly isSelected: boolean }): JSX.Element {
  const { id, requests, main, outcome, clientId } = row
  return (
    <tr data-row aria-selected={isSelected}>
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
        <a
          class="open data cut"
          dir="auto"
          href={linkTo(`requests/${main.id}`)}
          title={clientId}
          onFocus={() => setQuery({ row: id })}
          onClick={rememberScroll}
        >
          {clientId ?? t('requests.noClient')}
        </a>
      </td>
      <td class="quiet endpoint hide">{main.endpoint}</td>
      <td class="c-rule full">
        <span class="what2">
          <What row={row} />
        </span>
      </td>
    </tr>
  )
}

export function Statuses({ row: { requests } }: { readonly row: Row }): JSX.Element {
  const shown = requests.slice(-maxStatuses)
  return (
    <span class="legs">
      {shown.length < requests.length && <span class="then">…</span>}
      {shown.map(({ id, status }, index) => (
        <span key={id} class={index < shown.length - 1 ? 'ask' : ''}>
          {index > 0 && (
            <span class="then" aria-hidden="true">
              →{' '}
            </span>
          )}
          {status === 0 ? '–' : status}
        </span>
      ))}
    </span>
  )
}

/** What the reader should know: the scenario, the first broken rule, or what was requested. */
function What({ row: { main, outcome, broken } }: { readonly row: Row }): ComponentChild {
  const [first] = broken
  return (
    <>
      {main.scenario !== undefined && (
        <span class="tag">
          <Icon name="bolt" />
          <span class="unseen">{t('scenario')} </span>
          {main.scenario}
        </span>
      )}{' '}
      {first ? (
        <>
          <code>{first.id}</code>{' '}
          <span class="soft">
            <Prose text={first.requires} />
          </span>
          {broken.length > 1 && <span class="quiet nowrap"> {t('requests.more', { n: broken.length - 1 })}</span>}
        </>
      ) : (
        <span class="quiet">
          {outcome === 'accepted' && t('requests.everyRule')}
          {outcome === 'answered' && `${main.method} ${pathOf(main.url)}`}
          {outcome === 'challenged' && t('requests.waitsForRetry')}
          {outcome === 'refused' && main.scenario === undefined && (main.error ?? `${main.method} ${pathOf(main.url)}`)}
        </span>
      )}
    </>
  )
}

function ZoneSwitch(): JSX.Element {
  const isUtc = zone.value === 'utc'
  return (
    <button
      class="head-switch"
      type="button"
      onClick={() => {
        zone.value = isUtc ? 'local' : 'utc'
      }}
    >
      {t(isUtc ? 'requests.timeUtc' : 'requests.timeLocal')}
    </button>
  )
}

function Dropped(): JSX.Element {
  const { dropped = 0 } = overviewState.value?.requests ?? {}
  return <span>{dropped === 0 ? t('requests.nothingDropped') : counted('requests.dropped', dropped)}</span>
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
