/** `helseid-mock scenarios`: the failures that can be had on purpose, or one of them in full. */
import type { Scenario } from '../scenario.ts'
import { requireScenario, scenarios } from '../scenarios/index.ts'
import type { CliCommand } from './command.ts'
import { UsageError } from './usage-error.ts'

export const scenariosCommand: CliCommand = {
  configure(command) {
    command.argument('[name]', 'show this scenario in full').option('--json', 'print as JSON')
  },
  async run({ json }, [name]) {
    const shown = name === undefined ? scenarios : [named(name)]
    if (json)
      console.log(
        JSON.stringify(
          shown.map(({ act, ...scenario }) => ({ ...scenario, at: act.at })),
          null,
          2,
        ),
      )
    else console.log(name === undefined ? list() : shown.map(inFull).join('\n'))
    return 0
  },
}

function named(name: string): Scenario {
  try {
    return requireScenario(name)
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error })
  }
}

function list(): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length))
  return scenarios.map(({ name, act, happens }) => `${name.padEnd(width + 2)}${act.at.padEnd(14)}${happens}`).join('\n')
}

function inFull({ name, act, happens, goodClient, unknown, cases = [], parameters = {} }: Scenario): string {
  return [
    `${name}, at the ${act.at}`,
    `  happens      ${happens}`,
    `  good client  ${goodClient}`,
    ...(unknown === undefined ? [] : [`  unknown      ${unknown}`]),
    ...Object.entries(parameters).map(
      ([key, value]) => `  ${key.padEnd(11)}  ${value.description} (default: ${value.default})`,
    ),
    ...(cases.length > 0 ? [`  cases        ${cases.join(', ')}`] : []),
    `  use it       HELSEID_MOCK_SCENARIO=${name}, the header x-helseid-mock-scenario: ${name}, or use('${name}') in code`,
  ].join('\n')
}
