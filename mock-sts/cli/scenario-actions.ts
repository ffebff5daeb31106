/** The actions of `helseid-mock scenarios` on a running twin: activate scenarios, list the active ones, clear them. */

import type { ControlApi } from '../control/control-api.ts'
import { namedOnce } from '../http/named-once.ts'
import type { ScenarioInUse, ScenarioUse } from '../scenarios/active-scenarios.ts'
import { requireScenario } from '../scenarios/index.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { refuseUnusedArguments, refuseUnusedOptions } from './unused-options.ts'
import { UsageError } from './usage-error.ts'

type Options = Readonly<Record<string, unknown>>
type Action = (control: ControlApi, names: readonly string[], options: Options) => Promise<string>

export const scenarioActions: Readonly<Record<string, Action>> = {
  async use(control, names, { json, ...options }) {
    refuseUnusedOptions({ json }, 'scenarios use', 'give it to scenarios in-use')
    const [single, ...others] = names.map((name) => (name === '-' ? null : name))
    if (single === undefined)
      throw new UsageError('scenarios use needs a scenario (list them with helseid-mock scenarios)')
    const use = useOf(options)
    const notes = await control.use(others.length === 0 && single !== null ? single : [single, ...others], use)
    return [formatInUse(await control.scenariosInUse()), ...notes.map((note) => `note: ${note}`)].join('\n')
  },
  async 'in-use'(control, names, { json, ...options }) {
    refuseUnusedArguments(names, 'scenarios in-use', 'it lists all active scenarios')
    refuseLimits(options, 'scenarios in-use')
    const inUse = await control.scenariosInUse()
    return json === true ? JSON.stringify(inUse, null, 2) : formatInUse(inUse)
  },
  async clear(control, names, { json, ...options }) {
    refuseLimits(options, 'scenarios clear')
    refuseUnusedOptions({ json }, 'scenarios clear', 'give it to scenarios in-use')
    if (names.length === 0) await control.clearScenarios()
    else await stopUsesOf(control, names)
    return formatInUse(await control.scenariosInUse())
  },
}

/** Stops every use that has one of these scenarios; none at all if one of them is unknown or not active. */
async function stopUsesOf(control: ControlApi, names: readonly string[]): Promise<void> {
  const inUse = await control.scenariosInUse()
  for (const name of names.map(knownName)) {
    if (!inUse.some(({ sequence }) => sequence.includes(name)))
      throw new UsageError(`scenarios clear: ${name} is not active: ${formatInUse(inUse)}`)
  }
  for (const { id, sequence } of inUse) {
    if (sequence.some((name) => name !== null && names.includes(name))) await control.stopScenario(id)
  }
}

/** @throws {UsageError} for an unknown name, with the one that is probably meant */
export function knownScenario(name: string): Scenario {
  try {
    return requireScenario(name)
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error })
  }
}

function knownName(name: string): string {
  return knownScenario(name).name
}

/** @throws {UsageError} for an option of `scenarios use`, which would have no effect */
export function refuseLimits({ clientId, sts, times, parameter }: Options, where: string): void {
  refuseUnusedOptions({ clientId, sts, times, parameter }, where, 'it applies to scenarios use')
}

function formatInUse(inUse: readonly ScenarioInUse[]): string {
  if (inUse.length === 0) return 'no active scenarios'
  return inUse
    .map(({ sequence, stepParameters = [], ...use }) => {
      const steps = sequence.map((name, index) => [name ?? '-', ...pairsOf(stepParameters[index])].join(';'))
      const { times, ...limits } = use
      // The steps of a sequence are listed, each of which acts once.
      return `${steps.join(' ')}${formatLimits(sequence.length === 1 || times !== 1 ? use : limits)}`
    })
    .join('\n')
}

function pairsOf(parameters: ScenarioUse['parameters'] = {}): readonly string[] {
  return Object.entries(parameters).map(([name, value]) => `${name}=${value}`)
}

function formatLimits({ clientId, sts, times, parameters }: ScenarioUse): string {
  const limits = [
    clientId && `client ${clientId}`,
    sts && `STS ${sts}`,
    times && (times === 1 ? 'once' : `${times} times`),
    ...pairsOf(parameters),
  ].filter(Boolean)
  return limits.length === 0 ? '' : `  (${limits.join(', ')})`
}

function useOf({ clientId, sts, times, parameter }: Options): ScenarioUse {
  return {
    ...(clientId !== undefined && { clientId: String(clientId) }),
    ...(sts !== undefined && { sts: String(sts) }),
    ...(times !== undefined && { times: wholeNumber(String(times), '--times') }),
    ...(parameter !== undefined && {
      parameters: namedOnce(
        (parameter as readonly string[]).map(pair),
        (name) => new UsageError(`--parameter ${name} is given twice`),
      ),
    }),
  }
}

/** A parameter, as the header and the control plane take it: never negative. */
function pair(text: string): [string, number] {
  const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? []
  if (name === '') throw new UsageError(`--parameter must be name=number, such as seconds=5, not "${text}"`)
  if (/^\d+(\.\d+)?$/.test(value)) return [name, Number(value)]
  const problem = /^-\d+(\.\d+)?$/.test(value) ? 'must not be negative' : 'must be a number such as 5 or 0.5'
  throw new UsageError(`--parameter ${name} ${problem}, not "${value}"`)
}

function wholeNumber(text: string, from: string): number {
  if (/^0*[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new UsageError(`${from} must be a whole number from 1, not "${text}"`)
}
