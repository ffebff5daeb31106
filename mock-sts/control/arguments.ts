/** Checks the options of `use` and `mint` in JavaScript, by the schemas of the same operations over HTTP. */
import { listed } from '../config/problems.ts'
import type { MintOptions } from '../mint/mint.ts'
import type { ScenarioUse } from '../scenarios/active-scenarios.ts'
import { argumentProblems } from './validation.ts'

/** @throws {TypeError} listing every problem of the options */
export function assertScenarioUse(use: ScenarioUse): void {
  const whole = 'the second argument of use'
  // Members of the HTTP body that the first argument stands for.
  const extra = ['name', 'sequence'].filter((member) => Object.hasOwn(Object(use), member))
  const faults = extra.map((member) => `${whole} has an unknown member "${member}": give it as the first argument`)
  assertNone([...faults, ...argumentProblems('scenarioUse', withoutLimits(use), whole)])
}

/** In JavaScript, `times` may be 0 (never) or infinite, which JSON cannot express. */
function withoutLimits(use: ScenarioUse): unknown {
  if (use?.times !== 0 && use?.times !== Number.POSITIVE_INFINITY) return use
  const { times: _times, ...others } = use
  return others
}

/** @throws {TypeError} listing every problem of the options */
export function assertMintOptions(options: MintOptions): void {
  assertNone(argumentProblems('mintOptions', options, 'the argument of mint'))
}

function assertNone(problems: readonly string[]): void {
  if (problems.length > 0) throw new TypeError(listed(problems))
}
