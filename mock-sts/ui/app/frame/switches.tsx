/** What the reader chooses for every page: theme, language, time zone, and the table of shortcuts. */
import { type Signal, signal } from '@preact/signals'
import type { JSX } from 'preact'
import { language, languages, theme, themes, zone, zones } from '../preferences.ts'
import { t } from '../words.ts'

export const helpOpen = signal(false)

/** Shows or hides the table of shortcuts. */
export function showHelp(shown: boolean): void {
  helpOpen.value = shown
}

/** A button that goes to the next choice. */
function Next<Choice extends string>({
  name,
  value,
  choices,
  word,
}: {
  readonly name: string
  readonly value: Signal<Choice>
  readonly choices: readonly Choice[]
  readonly word: (choice: Choice) => string
}): JSX.Element {
  const next = () => {
    value.value = choices[(choices.indexOf(value.value) + 1) % choices.length] as Choice
  }
  return (
    <button class="plain" type="button" onClick={next} title={name}>
      <span class="unseen">{name}: </span>
      {word(value.value)}
    </button>
  )
}

export function Switches(): JSX.Element {
  return (
    <div class="line">
      <Next name={t('theme')} value={theme} choices={themes} word={(choice) => t(`theme.${choice}`)} />
      <Next name={t('zone')} value={zone} choices={zones} word={(choice) => t(`zone.${choice}`)} />
      <button
        class="plain"
        type="button"
        lang={language.value === 'en' ? 'nb' : 'en'}
        onClick={() => {
          language.value = languages.find((other) => other !== language.value) ?? 'en'
        }}
      >
        {language.value === 'en' ? 'Norsk' : 'English'}
      </button>
      <button class="plain" type="button" onClick={() => showHelp(true)}>
        {t('keys')}
      </button>
    </div>
  )
}
