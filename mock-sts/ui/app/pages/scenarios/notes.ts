/** What the twin and the workbench say about the scenario that was activated last. */
import { signal } from '@preact/signals'
import type { ScenarioInUse } from '../../api/control.ts'
import { t } from '../../words.ts'
import { namesOf } from './names.ts'

interface Note {
  readonly text: string
  /** Undefined for the page's own words, which are in the reader's language. */
  readonly lang?: 'en'
}

export const activationNotes = signal<readonly Note[]>([])

/** Notes of the twin as sentences, and the uses that the new one has replaced. */
export function noteActivation(
  notes: readonly string[],
  before: readonly ScenarioInUse[],
  after: readonly ScenarioInUse[],
): readonly string[] {
  const replaced = before.filter(({ id }) => after.every((use) => use.id !== id))
  activationNotes.value = [
    ...notes.map((note) => ({ text: `${note.charAt(0).toUpperCase()}${note.slice(1)}.`, lang: 'en' }) as const),
    ...replaced.map(({ sequence }) => ({ text: t('scenarios.replaced', { name: namesOf(sequence) }) })),
  ]
  return activationNotes.value.map(({ text }) => text)
}
