/** The parameters of a use of scenarios: which ones a scenario takes, and its defaults. */
import { FaultError } from '../http/fault.ts'
import { maxParameter, type Parameters, type Scenario } from './scenario.ts'
import type { ScenarioUse } from './scenario-uses.ts'

/** @throws {FaultError} for parameters that no step of the sequence takes */
export function assertStepParameters(
  names: string | readonly (string | null)[],
  { stepParameters = [] }: Pick<ScenarioUse, 'stepParameters'>,
): void {
  if (typeof names === 'string' && stepParameters.length > 0)
    throw new FaultError({ pointer: '/stepParameters', detail: 'stepParameters is for a sequence: use parameters' })
  if (stepParameters.length > names.length)
    throw new FaultError({
      pointer: '/stepParameters',
      detail: `stepParameters must not have more entries (${stepParameters.length}) than sequence (${names.length})`,
    })
  for (const [index, given] of stepParameters.entries())
    if (names[index] === null && Object.keys(given).length > 0)
      throw new FaultError({
        pointer: `/stepParameters/${index}`,
        detail: `step ${index + 1} of the sequence is null, which leaves a request unchanged: its parameters must be {}`,
      })
}

/** @throws {FaultError} for a parameter that the scenario does not have, or that is out of range */
export function parametersOf(
  { name, parameters = {} }: Scenario,
  given: Parameters = {},
  place = '/parameters',
): Parameters {
  const known = Object.keys(parameters)
  for (const [key, value] of Object.entries(given)) {
    const parameter = Object.hasOwn(parameters, key) ? parameters[key] : undefined
    const refuse = (detail: string) => new FaultError({ pointer: `${place}/${key}`, detail })
    if (parameter === undefined)
      throw refuse(`${name} has no parameter ${key}${known.length > 0 ? `: use ${known.join(', ')}` : ''}`)
    const { maximum = maxParameter } = parameter
    if (!(value >= 0 && value <= maximum))
      throw refuse(`${name}: the parameter ${key} must be between 0 and ${maximum}, not ${value}`)
  }
  return {
    ...Object.fromEntries(Object.entries(parameters).map(([key, parameter]) => [key, parameter.default])),
    ...given,
  }
}
