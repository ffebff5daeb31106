/** The actions of `helseid-mock scenarios` on a running twin: activate scenarios, list the active ones, clear them. */

import type { ControlApi } from '../control/control-api.ts'
import type { ScenarioInUse, ScenarioUse } from '../scenarios/active-scenarios.ts'
import { UsageError } from './usage-error.ts'

type Options = Readonly<Record<string, unknown>>
type Action = (control: ControlApi, names: readonly string[], options: Options) => Promise<string>

export const scenarioActions: Readonly<Record<string, Action>> = {
  async use(control, names, options) {
    const [single, ...others] = names.map((name) => (name === '-' ? null : name))
    if (single === undefined)
      throw new UsageError('scenarios use needs a scenario (list them with helseid-mock scenarios)')
    const use = useOf(options)
    const notes = await control.use(others.length === 0 && single !== null ? single : [single, ...others], use)
    return [formatInUse(await control.scenariosInUse()), ...notes.map((note) => `note: ${note}`)].join('\n')
  },
  'in-use': async (control) => formatInUse(await control.scenariosInUse()),
  async clear(control) {
    await control.clearScenarios()
    return formatInUse([])
  },
}

function formatInUse(inUse: readonly ScenarioInUse[]): string {
  if (inUse.length === 0) return 'no active scenarios'
  return inUse
    .map(({ sequence, stepParameters = [], ...use }) => {
      const steps = sequence.map((name, index) => [name ?? '-', ...pairsOf(stepParameters[index])].join(';'))
      return `${steps.join(' ')}${formatLimits(use)}`
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
    times && `${times} times`,
    ...pairsOf(parameters),
  ].filter(Boolean)
  return limits.length === 0 ? '' : `  (${limits.join(', ')})`
}

function useOf({ clientId, sts, times, parameter }: Options): ScenarioUse {
  return {
    ...(clientId !== undefined && { clientId: String(clientId) }),
    ...(sts !== undefined && { sts: String(sts) }),
    ...(times !== undefined && { times: number(String(times), '--times') }),
    ...(parameter !== undefined && { parameters: Object.fromEntries((parameter as readonly string[]).map(pair)) }),
  }
}

function pair(text: string): [string, number] {
  const [name = '', value = ''] = text.split('=')
  return [name, number(value, `--parameter ${name}`)]
}

function number(text: string, from: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  throw new UsageError(`${from} must be a number, not "${text}"`)
}
