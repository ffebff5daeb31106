/** What the states of one interaction change on the twin, and how it is undone when the interaction ends. */
import type { StsName } from '../environments/index.ts'
import type { ControlPlane } from './control-plane.ts'

export interface TwinChanges {
  registerClient<T extends { readonly clientId: string }>(registration: T): Promise<void>
  /** `at` is the place where the scenario acts. */
  useScenario(use: Parameters<ControlPlane['useScenario']>[0], at: string): Promise<void>
  /** Undoes these changes and no others, the latest first. @throws the first error, after all have been tried */
  undo(): Promise<void>
}

/** Scenarios of keys act on the keys of `sts`. */
export function createTwinChanges(control: ControlPlane, sts: StsName): TwinChanges {
  let steps: (() => Promise<void>)[] = []
  return {
    async registerClient(registration) {
      const { clientId } = registration
      const before = await control.client(clientId)
      await control.registerClient(registration)
      steps.push(() => (before === undefined ? control.removeClient(clientId) : control.registerClient(before)))
    },
    async useScenario(use, at) {
      const id = await control.useScenario(use)
      // The steps are taken from the last one: the scenario would rotate the keys again.
      if (at === 'keys') steps.push(() => control.resetKeys(sts))
      steps.push(() => control.endScenario(id))
    },
    async undo() {
      const latestFirst = steps.reverse()
      const failures: unknown[] = []
      steps = []
      for (const step of latestFirst) await step().catch((error) => failures.push(error))
      if (failures.length > 0) throw failures[0]
    },
  }
}
