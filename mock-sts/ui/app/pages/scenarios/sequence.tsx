/** A sequence of scenarios that is being put together: each step acts once, in turn. */
import type { JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { control, dataOf, type Refusal, type ScenarioUse } from '../../api/control.ts'
import { overviewState, refreshState } from '../../api/twin-state.ts'
import { announce } from '../../frame/announcer.tsx'
import { Icon } from '../../parts/icons.tsx'
import { focusContent } from '../../place.ts'
import { t } from '../../words.ts'
import { listed } from './active.tsx'
import { namesOf } from './names.ts'
import { noteActivation } from './notes.ts'
import { addToSequence, discardSteps, lastAdded, steps, useOf } from './steps.ts'
import { TargetFields, withoutEmpty } from './target-fields.tsx'

export function SequenceDraft(): JSX.Element | null {
  const [use, setUse] = useState<ScenarioUse>({})
  const [refusal, setRefusal] = useState<Refusal | undefined>()
  const heading = useRef<HTMLHeadingElement>(null)
  const added = lastAdded.value
  useLayoutEffect(() => {
    // The form that added it, far below, is gone, and the focus with it.
    if (added === undefined) return
    heading.current?.scrollIntoView({ block: 'center' })
    heading.current?.focus({ preventScroll: true })
    announce(t('scenarios.sequence.added', { n: steps.peek().length, name: added.name ?? '' }))
    lastAdded.value = undefined
  }, [added])
  if (steps.value.length === 0) return null
  const discard = () => {
    discardSteps()
    setRefusal(undefined)
    focusContent()
  }
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    try {
      const drafted = steps.value
      const before = overviewState.peek()?.scenarios ?? []
      const { notes = [], inUse } = await dataOf(control.POST('/scenarios', { body: { ...use, ...useOf(drafted) } }))
      const name = namesOf(drafted.map((step) => step.name))
      announce([t('scenarios.activated', { name }), ...noteActivation(notes, before, inUse)].join('. '))
      discard()
      await refreshState()
    } catch (error) {
      setRefusal(error as Refusal)
    }
  }
  return (
    <section class="panel" aria-labelledby="sequence">
      <header>
        <h2 id="sequence" ref={heading} tabIndex={-1}>
          {t('scenarios.sequence')}
        </h2>
        <p>{t('scenarios.sequence.about')}</p>
      </header>
      <form class="body" onSubmit={submit}>
        <ol class="row">
          {steps.value.map(({ name, parameters = {} }, index) => (
            <li class="chip" key={index}>
              {name ?? t('scenarios.sequence.pass')} <span class="soft">{listed(parameters)}</span>
              <button
                type="button"
                aria-label={t('scenarios.sequence.remove', {
                  n: index + 1,
                  name: name ?? t('scenarios.sequence.pass'),
                })}
                onClick={() => {
                  steps.value = steps.value.filter((_, other) => other !== index)
                  focusContent()
                }}
              >
                <Icon name="cross" />
              </button>
            </li>
          ))}
        </ol>
        <div class="fields two">
          <TargetFields
            name="sequence"
            use={use}
            change={(changes) => setUse((before) => withoutEmpty({ ...before, ...changes }))}
          />
        </div>
        {refusal && (
          <p class="error" role="alert">
            <Icon name="cross" />
            <span lang="en">{refusal.message}</span>
          </p>
        )}
        <div class="row">
          <button class="button first" type="submit">
            {t('scenarios.sequence.activate')}
          </button>
          <button class="button" type="button" onClick={() => addToSequence(null)}>
            {t('scenarios.sequence.addPass')}
          </button>
          <button class="button bare" type="button" onClick={discard}>
            {t('scenarios.sequence.clear')}
          </button>
        </div>
      </form>
    </section>
  )
}
