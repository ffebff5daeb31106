/** What the list of requests is filtered by; each filter is in the address. */
import type { JSX } from 'preact'
import { faultsOf } from '../../api/outcome.ts'
import { SearchField } from '../../parts/search-field.tsx'
import { place, setQuery } from '../../place.ts'
import { t } from '../../words.ts'
import { allRows, type Found } from './query.ts'
import { filterFor, outcomeFilters } from './rows.ts'

export function Filters({ found: { others } }: { readonly found: Found }): JSX.Element {
  const chosen = place.value.query.get('outcome') ?? ''
  const count = (outcome: string) => others.filter((row) => filterFor(row.outcome) === outcome).length
  const rows = allRows.value
  return (
    <search class="filters" aria-label={t('requests.filter')}>
      <SearchField label={t('requests.search')} placeholder={t('requests.searchFor')} />
      <fieldset class="segment">
        <legend class="unseen">{t('outcome')}</legend>
        {['', ...outcomeFilters].map((outcome) => (
          <label key={outcome}>
            <input
              type="radio"
              name="outcome"
              checked={chosen === outcome}
              onChange={() => setQuery({ outcome, page: undefined })}
            />
            {t(`requests.only.${(outcome || 'all') as 'all'}`)}{' '}
            <span class="n">{outcome === '' ? others.length : count(outcome)}</span>
          </label>
        ))}
      </fieldset>
      <Choice name="client" values={rows.map(({ clientId }) => clientId)} />
      <Choice
        name="rule"
        values={rows.flatMap(({ requests }) => requests.flatMap((request) => faultsOf(request).map(({ id }) => id)))}
      />
      <Choice name="endpoint" values={rows.flatMap(({ requests }) => requests.map(({ endpoint }) => endpoint))} />
    </search>
  )
}

/** Longest value that a choice shows, in characters. */
const maxLength = 60

function Choice({
  name,
  values,
}: {
  readonly name: 'client' | 'rule' | 'endpoint'
  readonly values: readonly (string | undefined)[]
}): JSX.Element {
  const chosen = place.value.query.get(name) ?? ''
  const choices = [...new Set([...values, chosen])].filter((value) => value !== undefined && value !== '').sort()
  return (
    <>
      <label class="unseen" for={`filter-${name}`}>
        {t(`requests.${name}`)}
      </label>
      <select
        class="input"
        id={`filter-${name}`}
        value={chosen}
        onChange={({ currentTarget }) => setQuery({ [name]: currentTarget.value, page: undefined })}
      >
        <option value="">{t(`requests.any.${name}`)}</option>
        {choices.map((value = '') => (
          <option key={value} value={value}>
            {value.length > maxLength ? `${value.slice(0, maxLength)}…` : value}
          </option>
        ))}
      </select>
    </>
  )
}
