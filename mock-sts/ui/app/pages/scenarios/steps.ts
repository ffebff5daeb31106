/** The steps of the sequence that is being put together. */
import { signal } from '@preact/signals'
import type { ScenarioUse } from '../../api/control.ts'

type Parameters = Readonly<Record<string, number>>

export interface Step {
  /** Null leaves a request unchanged. */
  readonly name: string | null
  /** Only the given parameters; the twin completes them with the defaults of the scenario. */
  readonly parameters?: Parameters
}

export const steps = signal<readonly Step[]>([])

/** The scenario that was just added: the reader is led to the sequence. */
export const lastAdded = signal<Step | undefined>(undefined)

export function addToSequence(name: string | null, parameters: Parameters = {}): void {
  const step = { name, parameters }
  steps.value = [...steps.value, step]
  // The button for an unchanged request is in the sequence itself.
  if (name !== null) lastAdded.value = step
}

/** As the control plane takes them. */
export function useOf(drafted: readonly Step[]): Pick<ScenarioUse, 'sequence' | 'stepParameters'> {
  const sequence = drafted.map(({ name }) => name) as NonNullable<ScenarioUse['sequence']>
  const stepParameters = drafted.map(({ parameters = {} }) => ({ ...parameters }))
  const hasOwn = stepParameters.some((parameters) => Object.keys(parameters).length > 0)
  return { sequence, ...(hasOwn && { stepParameters }) }
}

export function discardSteps(): void {
  steps.value = []
}
