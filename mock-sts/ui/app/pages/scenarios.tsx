/** Scenarios: what the client gets from each, what it means and what a good client does; which are active, how often they acted; starting and stopping them. */
import type { JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { control, dataOf, type Scenario, type ScenarioList } from '../api/control.ts'
import { overviewState } from '../api/twin-state.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Prose } from '../parts/prose.tsx'
import { isFound, SearchField, searchedWords } from '../parts/search-field.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { place, setQuery } from '../place.ts'
import { t } from '../words.ts'
import type { Page } from './page.ts'
import { ActiveScenarios } from './scenarios/active.tsx'
import { SequenceDraft } from './scenarios/sequence.tsx'
import { UseForm } from './scenarios/use-form.tsx'

export const scenarios: Page = {
  path: 'scenarios',
  name: 'scenarios',
  group: 'setUp',
  icon: 'bolt',
  count: () => overviewState.value?.scenarios.length,
  View,
}

function View(): JSX.Element {
  // The frame refreshes the overview, and each change in it is a reason to load the list again.
  const active = JSON.stringify(overviewState.value?.scenarios)
  const answer = useAnswer(() => dataOf(control.GET('/scenarios')), [active])
  return (
    <>
      <div class="head">
        <h1>{t('page.scenarios')}</h1>
        <p>{t('scenarios.about')}</p>
      </div>
      <Loaded answer={answer} rows={8}>
        {(loaded) => <Content loaded={loaded} />}
      </Loaded>
    </>
  )
}

/** `token endpoint: every OAuth error` is in the area `token endpoint`. */
const areaOf = ({ group }: Scenario) => group.split(': ')[0] ?? group

function Content({ loaded }: { readonly loaded: ScenarioList }): JSX.Element {
  const { scenarios: all } = loaded
  const area = place.value.query.get('area') ?? ''
  const words = searchedWords()
  const matching = all.filter(
    (scenario) =>
      (area === '' || areaOf(scenario) === area) &&
      isFound(words, scenario.name, scenario.gets, scenario.happens, scenario.goodClient),
  )
  const areas = [...Map.groupBy(all, areaOf)]
  return (
    <>
      <ActiveScenarios loaded={loaded} />
      <SequenceDraft />
      <search class="filters" aria-label={t('scenarios.search')}>
        <SearchField label={t('scenarios.search')} placeholder={t('scenarios.searchFor')} />
        <label class="unseen" for="area">
          {t('scenarios.area')}
        </label>
        <select
          class="input"
          id="area"
          value={area}
          onChange={({ currentTarget }) => setQuery({ area: currentTarget.value })}
        >
          <option value="">{t('scenarios.everywhere', { n: all.length })}</option>
          {areas.map(([name, listed]) => (
            <option key={name} value={name} lang="en">
              {name}, {listed.length}
            </option>
          ))}
        </select>
      </search>
      {matching.length === 0 && (
        <section class="panel">
          <Empty title={t('scenarios.none')}>
            <button class="button" type="button" onClick={() => setQuery({ find: '', area: '' })}>
              {t('showAll')}
            </button>
          </Empty>
        </section>
      )}
      {[...Map.groupBy(matching, areaOf)].map(([name, listed]) => (
        <Area key={name} name={name} listed={listed} />
      ))}
    </>
  )
}

function Area({ name, listed }: { readonly name: string; readonly listed: readonly Scenario[] }): JSX.Element {
  const id = `area-${name.replace(/\W+/g, '-')}`
  return (
    <section class="panel" aria-labelledby={id}>
      <header>
        <h2 id={id} lang="en">
          {name.charAt(0).toUpperCase() + name.slice(1)}
        </h2>
        <p>{listed.length}</p>
      </header>
      <ul class="scenarios">
        {listed.map((scenario) => (
          <Row key={scenario.name} scenario={scenario} />
        ))}
      </ul>
    </section>
  )
}

function Row({ scenario }: { readonly scenario: Scenario }): JSX.Element {
  const { name, gets, happens, goodClient, parameters = {}, unknown, wayBack } = scenario
  const [isOpen, setOpen] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const wasOpen = useRef(false)
  useLayoutEffect(() => {
    // The focus would be lost together with the form, unless the sequence has it.
    if (wasOpen.current && !isOpen && !hasFocus()) opener.current?.focus()
    wasOpen.current = isOpen
  }, [isOpen])
  return (
    <li class={isOpen ? 'scenario open' : 'scenario'} id={name} data-row>
      <div class="sc-text">
        <h3 class="data">
          {name} <span class="quiet small">{Object.keys(parameters).join(', ')}</span>
        </h3>
        <p class="sc-gets">
          <Prose text={gets} />
        </p>
        <p class="soft">
          <Prose text={happens} />
        </p>
        {isOpen && <GoodClient text={goodClient} />}
        {isOpen && unknown !== undefined && <Note title={t('scenarios.unknown')} text={unknown} />}
        {isOpen && wayBack !== undefined && <Note title={t('scenarios.wayBack')} text={wayBack} />}
      </div>
      {isOpen ? (
        <UseForm scenario={scenario} onClose={() => setOpen(false)} />
      ) : (
        <>
          <GoodClient text={goodClient} />
          <button ref={opener} class="button tiny" type="button" aria-expanded={false} onClick={() => setOpen(true)}>
            {t('scenarios.use')}
            <span class="unseen"> {name}</span>
          </button>
        </>
      )}
    </li>
  )
}

/** Whether an element has the focus: the body has it when the element that had it is gone. */
function hasFocus(): boolean {
  return document.activeElement !== null && document.activeElement !== document.body
}

function GoodClient({ text }: { readonly text: string }): JSX.Element {
  return <Note title={t('scenarios.goodClient')} text={text} class="sc-good" />
}

function Note({
  title,
  text,
  class: more = '',
}: {
  readonly title: string
  readonly text: string
  readonly class?: string
}): JSX.Element {
  return (
    <p class={`soft ${more}`}>
      <span class="quiet">{title}</span> <Prose text={text} />
    </p>
  )
}
