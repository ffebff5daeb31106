/** The table of requests, one row for each flow, with a link to the request that decides its outcome. */
import type { ComponentChild, JSX } from 'preact'
import { linkTo } from '../../address.ts'
import { Icon } from '../../parts/icons.tsx'
import { OutcomeState } from '../../parts/outcome-state.tsx'
import { Prose } from '../../parts/prose.tsx'
import { isToday, Time } from '../../parts/time.tsx'
import { zone } from '../../preferences.ts'
import { t } from '../../words.ts'
import type { Row } from './rows.ts'
import { pathOf } from './url.ts'

/** Most statuses that a row shows in full; of a longer flow, one less. */
const maxStatuses = 3

interface Use {
  /** The selected row; without it, rows cannot be selected. */
  readonly selected?: Row | undefined
  readonly onFocus?: (row: Row) => void
  readonly onOpen?: () => void
}

export function RequestTable({ rows, ...use }: Use & { readonly rows: readonly Row[] }): JSX.Element {
  for (const id of drawn.keys()) if (!rows.some((row) => row.id === id)) drawn.delete(id)
  return (
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
      <tbody>{rows.map((row) => drawnRow(row, use))}</tbody>
    </table>
  )
}

/** Drawn rows by flow. A row that has not changed is the same node, which is not drawn again. */
const drawn = new Map<string, { readonly of: string; readonly node: JSX.Element }>()

function drawnRow(row: Row, use: Use): JSX.Element {
  const isSelected = use.selected && use.selected.id === row.id
  const of = [row.requests.length, row.requests.at(-1)?.id, isSelected, isToday(lastAt(row))].join(' ')
  const known = drawn.get(row.id)
  if (known?.of === of) return known.node
  const node = <RowOf key={row.id} row={row} isSelected={isSelected} use={use} />
  drawn.set(row.id, { of, node })
  return node
}

function RowOf({
  row,
  isSelected,
  use: { onFocus, onOpen },
}: {
  readonly row: Row
  readonly isSelected: boolean | undefined
  readonly use: Use
}): JSX.Element {
  const { main, outcome, clientId } = row
  return (
    <tr data-row aria-selected={isSelected}>
      <td class="data">
        <Time at={lastAt(row)} dated={!isToday(lastAt(row))} />
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
          onFocus={onFocus && (() => onFocus(row))}
          onClick={onOpen}
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

/** When the newest request of the row came in. */
function lastAt({ requests, main }: Row): number {
  return requests.at(-1)?.at ?? main.at
}

function Statuses({ row: { requests } }: { readonly row: Row }): JSX.Element {
  const shown = requests.length > maxStatuses ? requests.slice(1 - maxStatuses) : requests
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
  const byScenario = main.decidedBy?.scenario !== undefined
  return (
    <>
      {main.scenario !== undefined && (
        <span class="tag">
          <Icon name="bolt" />
          <span class="unseen">{t(byScenario ? 'decidedBy.scenario' : 'scenario')} </span>
          {main.scenario}
        </span>
      )}{' '}
      {byScenario && first && <span class="quiet">{t('alsoBroken.other')} </span>}
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
