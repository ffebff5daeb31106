/** All rules in HelseID's order, each with its certainty and its source. */
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { linkTo } from '../address.ts'
import { control, dataOf, type RuleList } from '../api/control.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Certainty, certainties } from '../parts/certainty.tsx'
import { CopyIcon } from '../parts/copy-button.tsx'
import { Prose } from '../parts/prose.tsx'
import { isFound, SearchField, searchedWords } from '../parts/search-field.tsx'
import { Sources } from '../parts/sources.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { place, setQuery } from '../place.ts'
import { counted, t } from '../words.ts'
import type { Page } from './page.ts'

export const rules: Page = { path: 'rules', name: 'rules', group: 'verify', icon: 'book', View }

type Rule = RuleList['rules'][number]

function View(): JSX.Element {
  const answer = useAnswer(() => dataOf(control.GET('/rules')))
  useEffect(showLinkedRule, [answer.data])
  return (
    <>
      <div class="head">
        <h1>{t('page.rules')}</h1>
        <p>{t('rules.about')}</p>
      </div>
      <search class="filters" aria-label={t('rules.search')}>
        <SearchField label={t('rules.search')} placeholder={t('rules.searchFor')} />
        <label class="unseen" for="certainty">
          {t('certainty')}
        </label>
        <select
          class="input"
          id="certainty"
          value={place.value.query.get('certainty') ?? ''}
          onChange={({ currentTarget }) => setQuery({ certainty: currentTarget.value })}
        >
          <option value="">{t('certainty.all')}</option>
          {certainties.map((status) => (
            <option key={status} value={status}>
              {t(`certainty.${status}`)}
            </option>
          ))}
        </select>
      </search>
      <section class="panel" aria-labelledby="rules-title">
        <Loaded answer={answer} rows={8}>
          {({ rules: all }) => <List all={all} />}
        </Loaded>
      </section>
    </>
  )
}

function List({ all }: { readonly all: readonly Rule[] }): JSX.Element {
  const words = searchedWords()
  const certainty = place.value.query.get('certainty')
  const matching = all.filter(
    ({ id, requires, at, status, answer }) =>
      (certainty === null || status === certainty) && isFound(words, id, requires, at, answer.error),
  )
  return (
    <>
      <header>
        <h2 id="rules-title">{counted('rules.count', matching.length)}</h2>
        <p>
          {certainties
            .map((status) => `${matching.filter((rule) => rule.status === status).length} ${t(`certainty.${status}`)}`)
            .join(', ')}
        </p>
      </header>
      {matching.length === 0 && (
        <Empty title={t('rules.none')}>
          <button class="button" type="button" onClick={() => setQuery({ find: '', certainty: '' })}>
            {t('showAll')}
          </button>
        </Empty>
      )}
      <ol class="rules">
        {matching.map((rule) => (
          <Row key={rule.id} rule={rule} />
        ))}
      </ol>
    </>
  )
}

function Row({ rule }: { readonly rule: Rule }): JSX.Element {
  const { id, requires, at, answer, needs } = rule
  return (
    <li class="full" id={id} data-row>
      <div class="rule-name wide">
        <div>
          <p class="row">
            <a class="id" href={`${linkTo('rules')}#${id}`}>
              {id}
            </a>
            <CopyIcon text={id} what={id} />
          </p>
          <p>
            <Prose text={requires} />
          </p>
          <p class="tags">
            <Certainty status={rule.status} />
          </p>
        </div>
      </div>
      <dl class="cause">
        <dt>{t('rules.at')}</dt>
        <dd class="data">{at}</dd>
        <dt>{t('rules.answer')}</dt>
        <dd>
          <code>{answer.error}</code>{' '}
          {answer.description !== undefined && (
            <span class="soft small" lang="en">
              {answer.description}
            </span>
          )}
        </dd>
        {needs.length > 0 && (
          <>
            <dt>{t('rules.needs')}</dt>
            <dd class="small">
              {needs.map((needed, index) => (
                <>
                  {index > 0 && ', '}
                  <a class="data" href={`${linkTo('rules')}#${needed}`}>
                    {needed}
                  </a>
                </>
              ))}
            </dd>
          </>
        )}
        <dt>{t('source')}</dt>
        <dd class="small soft">
          <Sources rule={rule} />
        </dd>
      </dl>
    </li>
  )
}

/** The browser looks for the linked rule before the list has been loaded. */
function showLinkedRule(): void {
  const linked = location.hash === '' ? null : document.getElementById(decodeURIComponent(location.hash.slice(1)))
  linked?.scrollIntoView({ block: 'start' })
  linked?.querySelector('a')?.focus({ preventScroll: true })
}
