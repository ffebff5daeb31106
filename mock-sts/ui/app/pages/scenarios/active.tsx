/** The scenarios that are active, how often each has acted, and those that have ended. */
import type { JSX } from 'preact'
import type { ScenarioInUse, ScenarioList } from '../../api/control.ts'
import { stopAll, stopUse } from '../../api/twin-state.ts'
import { announce } from '../../frame/announcer.tsx'
import { Icon } from '../../parts/icons.tsx'
import { focusContent } from '../../place.ts'
import { counted, t } from '../../words.ts'
import { namesOf } from './names.ts'
import { activationNotes } from './notes.ts'

/** Ended uses that are named. */
const shownEnded = 5

export function ActiveScenarios({ loaded: { inUse, ended } }: { readonly loaded: ScenarioList }): JSX.Element {
  return (
    <section class="panel" aria-labelledby="active">
      <header>
        <h2 id="active">{t('scenarios.active')}</h2>
        <p>{t(inUse.length === 0 ? 'scenarios.noneActive' : 'scenarios.precedence')}</p>
        {inUse.length > 0 && (
          <button
            class="button tiny push"
            type="button"
            onClick={async () => {
              await stopAll()
              focusContent()
              announce(t('state.stopped'))
            }}
          >
            {t('state.stopAll')}
          </button>
        )}
      </header>
      {(inUse.length > 0 ? activationNotes.value : []).map(({ text, lang }) => (
        <p class="notice warn" key={text}>
          <Icon name="triangle" />
          <span dir="auto" lang={lang}>
            {text}
          </span>
        </p>
      ))}
      {inUse.length > 0 && (
        <table class="table cards">
          <thead>
            <tr>
              <th scope="col">{t('scenarios.name')}</th>
              <th scope="col">{t('scenarios.for')}</th>
              <th scope="col">{t('scenarios.parameters')}</th>
              <th scope="col">{t('scenarios.acted')}</th>
              <th scope="col">{t('scenarios.left')}</th>
              <th scope="col">
                <span class="unseen">{t('scenarios.stop')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {inUse.map((use) => (
              <Row key={use.id} use={use} />
            ))}
          </tbody>
        </table>
      )}
      {ended.length > 0 && (
        <footer>
          <span>
            {t('scenarios.ended')}{' '}
            {ended.slice(0, shownEnded).map(({ id, sequence, acted }, index) => (
              <span key={id}>
                {index > 0 && '; '}
                <code>{namesOf(sequence)}</code> ({t('scenarios.acted').toLowerCase()}{' '}
                {counted('scenarios.times', acted)})
              </span>
            ))}
          </span>
        </footer>
      )}
    </section>
  )
}

function Row({ use }: { readonly use: ScenarioInUse }): JSX.Element {
  const { id, sequence, acted } = use
  const names = namesOf(sequence)
  const stop = async () => {
    await stopUse(id)
    focusContent()
    announce(t('scenarios.stopped', { name: names }))
  }
  return (
    <tr>
      <td class="data">
        <b>{names}</b>
      </td>
      <td class="full who" data-name={t('scenarios.for')}>
        <Target use={use} />
      </td>
      <td data-name={t('scenarios.parameters')}>{parametersOf(use) || '–'}</td>
      <td class="brief" data-name={t('scenarios.acted')}>
        {counted('scenarios.times', acted)}
      </td>
      <td class="brief" data-name={t('scenarios.left')}>
        {leftOf(use)}
      </td>
      <td class="end">
        <button class="button tiny" type="button" onClick={stop}>
          {t('scenarios.stop')}
          <span class="unseen"> {names}</span>
        </button>
      </td>
    </tr>
  )
}

/** For whom a use acts. */
export function Target({
  use: { clientId, sts },
  inSentence = false,
}: {
  readonly use: Pick<ScenarioInUse, 'clientId' | 'sts'>
  readonly inSentence?: boolean
}): JSX.Element {
  const everyone = t('scenarios.everyone')
  return (
    <>
      {clientId === undefined ? (
        inSentence ? (
          everyone.toLowerCase()
        ) : (
          everyone
        )
      ) : (
        <span class="data" dir="auto">
          {clientId}
        </span>
      )}
      {sts !== undefined && <span class="quiet"> {sts}</span>}
    </>
  )
}

/** How long a use lasts: `2 times` below a heading that says "Left", `2 times left` in a sentence. */
export function leftOf({ sequence, times, acted }: ScenarioInUse, inSentence = false): string {
  if (sequence.length > 1) return counted(inSentence ? 'scenarios.turnsLeft' : 'scenarios.turns', sequence.length)
  if (times === undefined) return t('scenarios.untilStopped')
  return counted(inSentence ? 'scenarios.timesLeft' : 'scenarios.times', Math.max(1, times - acted))
}

/** The given parameters: `seconds 2`; in a sequence with those of each step, `slow-answer seconds 2`. */
export function parametersOf({ sequence, parameters = {}, stepParameters }: ScenarioInUse): string {
  if (stepParameters === undefined) return listed(parameters)
  return sequence
    .flatMap((name, index) => {
      const own = listed(stepParameters[index] ?? {})
      return own === '' ? [] : [`${name} ${own}`]
    })
    .join(', ')
}

/** `seconds 2, bytes 3` */
export function listed(parameters: Readonly<Record<string, number>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}
