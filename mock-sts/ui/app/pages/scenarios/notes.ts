/** What the twin and the workbench say about the scenario that was activated last. */
import { signal } from '@preact/signals'
import type { ScenarioInUse } from '../../api/control.ts'
import { t } from '../../words.ts'
import { namesOf } from './names.ts'

export const activationNotes = signal<readonly string[]>([])

/** Notes of the twin as sentences, and the uses that the new one has replaced. */
export function noteActivation(
  notes: readonly string[],
  before: readonly ScenarioInUse[],
  after: readonly ScenarioInUse[],
): readonly string[] {
  const replaced = before.filter(({ id }) => after.every((use) => use.id !== id))
  activationNotes.value = [
    ...notes.map((note) => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`),
    ...replaced.map(({ sequence }) => t('scenarios.replaced', { name: namesOf(sequence) })),
  ]
  return activationNotes.value
}
