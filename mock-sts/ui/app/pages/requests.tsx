/** Every request that came in, live: who sent it, how it ended, and which rule it broke first. */
import type { JSX } from 'preact'
import { useEffect, useLayoutEffect } from 'preact/hooks'
import { journal, journalProblem, reloadJournal, watchJournal } from '../api/journal.ts'
import { overviewState } from '../api/twin-state.ts'
import { Empty, Loaded } from '../parts/states.tsx'
import { focusContent, place, setQuery } from '../place.ts'
import { counted, t } from '../words.ts'
import type { Page } from './page.ts'
import { announceNews } from './requests/announce-news.ts'
import { Filters } from './requests/filters.tsx'
import { follow, hold, shown } from './requests/hold.ts'
import { List, selectedRow } from './requests/list.tsx'
import { Preview } from './requests/preview.tsx'
import { type Found, filterNames, found } from './requests/query.ts'
import { restoreScroll } from './requests/scroll.ts'
import { Tools } from './requests/tools.tsx'

export const requests: Page = {
  path: 'requests',
  name: 'requests',
  group: 'see',
  icon: 'list',
  count: () => overviewState.value?.requests.inJournal,
  View,
}

/** Pixels that count as scrolled to the top. */
const nearTop = 40

function View(): JSX.Element {
  useEffect(watchJournal, [])
  useEffect(announceNews, [])
  const isFirstPage = !place.value.query.has('page')
  const isLoaded = shown.value !== undefined
  useLayoutEffect(() => {
    if (isLoaded) restoreScroll()
  }, [isLoaded])
  useEffect(() => {
    const decide = () => (scrollY <= nearTop && isFirstPage ? follow() : hold())
    decide()
    addEventListener('scroll', decide, { passive: true })
    return () => removeEventListener('scroll', decide)
  }, [isFirstPage])
  const answer = { data: shown.value, problem: journalProblem.value, reload: reloadJournal }
  const all = found()
  return (
    <>
      <div class="head">
        <h1>{t('page.requests')}</h1>
        {isLoaded && (
          <p class="quiet">
            {counted('requests.count', shown.value?.length ?? 0)} {counted('requests.inRows', all.rows.length)}
          </p>
        )}
        <Tools found={all} />
      </div>
      <Filters found={all} />
      <Loaded answer={answer} rows={10}>
        {() => <Content found={all} />}
      </Loaded>
    </>
  )
}

function Content({ found: all }: { readonly found: Found }): JSX.Element {
  const selected = selectedRow(all)
  if (journal.value?.length === 0 && shown.value?.length === 0) return <Nothing />
  if (selected === undefined) return <NoMatch hidden={shown.value?.length ?? 0} />
  return (
    <div class="split list-peek">
      <List found={all} selected={selected} />
      <Preview row={selected} />
    </div>
  )
}

function Nothing(): JSX.Element {
  const issuer = overviewState.value?.stses[0]?.issuer
  return (
    <section class="panel">
      <Empty title={t('requests.none')} level="h2">
        <p>
          {t('requests.pointClient')} <code>{issuer}</code>
        </p>
      </Empty>
    </section>
  )
}

/** Names the filter that hides everything. */
function NoMatch({ hidden }: { readonly hidden: number }): JSX.Element {
  const { query } = place.value
  const filters = filterNames.flatMap((name) =>
    query.has(name) ? [`${t(`requests.${name}`)}: ${query.get(name)}`] : [],
  )
  const none = Object.fromEntries([...filterNames, 'page'].map((name) => [name, undefined]))
  return (
    <section class="panel">
      <Empty title={t('requests.noMatch')} level="h2">
        <p>{counted('requests.hidden', hidden)}</p>
        <p class="data">{filters.join(', ')}</p>
        <button
          class="button"
          type="button"
          onClick={() => {
            setQuery(none)
            focusContent()
          }}
        >
          {t('showAll')}
        </button>
      </Empty>
    </section>
  )
}
