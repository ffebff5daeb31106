/** The steps of the sequence that is being put together. */
import { signal } from '@preact/signals'

/** Null leaves a request unchanged. */
export const steps = signal<readonly (string | null)[]>([])

export function addToSequence(name: string | null): void {
  steps.value = [...steps.value, name]
}

export function discardSteps(): void {
  steps.value = []
}
