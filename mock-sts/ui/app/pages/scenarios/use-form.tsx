/** The form that activates a scenario: for whom, how often, with which parameters. */
import type { JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { controlPlane } from '../../address.ts'
import { control, dataOf, type Refusal, type Scenario, type ScenarioUse } from '../../api/control.ts'
import { overviewState, refreshState } from '../../api/twin-state.ts'
import { announce } from '../../frame/announcer.tsx'
import { useKeys } from '../../frame/keys.ts'
import { CopyIcon } from '../../parts/copy-button.tsx'
import { Icon } from '../../parts/icons.tsx'
import { t } from '../../words.ts'
import { noteActivation } from './notes.ts'
import { addToSequence } from './steps.ts'
import { TargetFields, withoutEmpty } from './target-fields.tsx'

interface Props {
  readonly scenario: Scenario
  readonly onClose: () => void
}

export function UseForm({ scenario: { name, parameters = {} }, onClose }: Props): JSX.Element {
  const [use, setUse] = useState<ScenarioUse>({ name: name as NonNullable<ScenarioUse['name']> })
  const [refusal, setRefusal] = useState<Refusal | undefined>()
  const form = useRef<HTMLFormElement>(null)
  // The button that opened the form is gone, and with it the focus. Later than this, a key could reach another field.
  useLayoutEffect(() => form.current?.querySelector('input')?.focus(), [])
  useKeys({ Escape: onClose })
  const change = (changes: ScenarioUse) => setUse((before) => withoutEmpty({ ...before, ...changes }))
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    try {
      const before = overviewState.peek()?.scenarios ?? []
      const { notes = [], inUse } = await dataOf(control.POST('/scenarios', { body: use }))
      announce([t('scenarios.activated', { name }), ...noteActivation(notes, before, inUse)].join('. '))
      await refreshState()
      onClose()
    } catch (error) {
      setRefusal(error as Refusal)
    }
  }
  const invalid = (pointer: string) => refusal?.faults?.some((fault) => fault.pointer === pointer) ?? false
  return (
    <form ref={form} class="sc-form" aria-label={`${t('scenarios.activate')} ${name}`} onSubmit={submit}>
      <div class="fields two">
        <TargetFields name={name} use={use} change={change} />
        <div class="field">
          <label for={`times-${name}`}>{t('scenarios.howOften')}</label>
          <input
            class="input data"
            id={`times-${name}`}
            type="number"
            min="1"
            step="1"
            aria-invalid={invalid('#/times')}
            aria-describedby={`times-hint-${name}`}
            onInput={({ currentTarget }) => change({ times: numberIn(currentTarget) })}
          />
        </div>
        {Object.entries(parameters).map(([parameter, { description, default: preset, maximum }]) => (
          <div class="field" key={parameter}>
            <label for={`${parameter}-${name}`} lang="en">
              {description.charAt(0).toUpperCase() + description.slice(1)}
            </label>
            <input
              class="input data"
              id={`${parameter}-${name}`}
              type="number"
              min="0"
              max={maximum}
              step="any"
              placeholder={String(preset)}
              aria-invalid={invalid(`#/parameters/${parameter}`)}
              onInput={({ currentTarget }) =>
                change({
                  parameters: { ...use.parameters, [parameter]: numberIn(currentTarget) } as Record<string, number>,
                })
              }
            />
          </div>
        ))}
      </div>
      <p class="hint" id={`times-hint-${name}`}>
        {t('scenarios.howOften.hint')}
      </p>
      {refusal && (
        <p class="error" role="alert">
          <Icon name="cross" />
          <span lang="en">{refusal.message}</span>
        </p>
      )}
      <div class="row">
        <button class="button first" type="submit">
          {t('scenarios.activate')}
        </button>
        <button
          class="button"
          type="button"
          onClick={() => {
            addToSequence(name, use.parameters ?? {})
            onClose()
          }}
        >
          {t('scenarios.addToSequence')}
        </button>
        <button class="button bare" type="button" onClick={onClose}>
          {t('scenarios.cancel')}
        </button>
      </div>
      <details class="fold asline">
        <summary>
          <Icon name="turn" class="turn" />
          {t('scenarios.curl')}
        </summary>
        <div class="address">
          <code class="code">{curlFor(use)}</code>
          <CopyIcon text={() => curlFor(use)} what={t('scenarios.curl.what')} />
        </div>
      </details>
    </form>
  )
}

function numberIn({ value, valueAsNumber }: HTMLInputElement): number {
  return value === '' ? Number.NaN : valueAsNumber
}

/** For a POSIX shell. */
function curlFor(use: ScenarioUse): string {
  const token = overviewState.value?.guarded ? ` \\\n  -H "authorization: Bearer $CONTROL_TOKEN"` : ''
  const body = JSON.stringify(use).replaceAll("'", "'\\''")
  return `curl ${controlPlane}scenarios${token} \\\n  -H 'content-type: application/json' \\\n  -d '${body}'`
}
