/** The fields that say for whom a scenario acts. */
import type { JSX } from 'preact'
import { control, dataOf, type ScenarioUse } from '../../api/control.ts'
import { overviewState } from '../../api/twin-state.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { t } from '../../words.ts'

/** For whom: a client, which need not be registered yet, and an STS. */
export function TargetFields({
  name,
  use,
  change,
}: {
  readonly name: string
  readonly use: ScenarioUse
  readonly change: (changes: ScenarioUse) => void
}): JSX.Element {
  const { data } = useAnswer(() => dataOf(control.GET('/clients')))
  const ids = (data?.clients ?? []).map((client) => String((client as { clientId?: unknown }).clientId))
  return (
    <>
      <div class="field">
        <label for={`client-${name}`}>{t('scenarios.forWhom')}</label>
        <input
          class="input data"
          id={`client-${name}`}
          list={`clients-${name}`}
          dir="auto"
          autocomplete="off"
          placeholder={t('scenarios.everyone')}
          value={use.clientId ?? ''}
          onInput={({ currentTarget }) => change({ clientId: currentTarget.value })}
        />
        <datalist id={`clients-${name}`}>
          {ids.map((id) => (
            <option key={id} value={id} />
          ))}
        </datalist>
      </div>
      <div class="field">
        <label for={`sts-${name}`}>{t('scenarios.sts')}</label>
        <select
          class="input"
          id={`sts-${name}`}
          value={use.sts ?? ''}
          onChange={({ currentTarget }) => change({ sts: currentTarget.value as NonNullable<ScenarioUse['sts']> })}
        >
          <option value="">{t('scenarios.anySts')}</option>
          {overviewState.value?.stses.map((sts) => (
            <option key={sts.name} value={sts.name}>
              {sts.name}
            </option>
          ))}
        </select>
      </div>
    </>
  )
}

/** Drops members without a value, so that the twin's own defaults apply. */
export function withoutEmpty(use: ScenarioUse): ScenarioUse {
  const given = Object.entries(use).filter(([, value]) => value !== undefined && value !== '' && !Number.isNaN(value))
  const { parameters, ...others } = Object.fromEntries(given) as ScenarioUse
  const numbers = Object.entries(parameters ?? {}).filter(([, value]) => value !== undefined && !Number.isNaN(value))
  return { ...others, ...(numbers.length > 0 && { parameters: Object.fromEntries(numbers) }) }
}
