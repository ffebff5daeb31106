/** `helseid-mock scenarios`: lists the scenarios, prints one in full, or activates and clears them on a running twin. */

import { closest } from '../http/closest.ts'
import { areas, type ScenarioGroup } from '../scenarios/groups.ts'
import { scenarios } from '../scenarios/index.ts'
import { outlivesRequest } from '../scenarios/outlives-request.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { CliCommand } from './command.ts'
import { configureTwin, twinClient } from './control-client.ts'
import { knownScenario, refuseLimits, scenarioActions } from './scenario-actions.ts'
import { UsageError } from './usage-error.ts'

export const scenariosCommand: CliCommand = {
  configure(command) {
    configureTwin(command)
      .argument(
        '[name or action]',
        `a scenario to print in full, or an action on a running twin: ${Object.keys(scenarioActions).join(', ')}`,
      )
      .argument(
        '[scenario...]',
        'use: scenarios to apply in turn, one for each request; - leaves a request unchanged. clear: stop only these',
      )
      .option('--client-id <id>', 'use: apply to this client only')
      .option('--sts <name>', 'use: apply at this STS only')
      .option(
        '--times <number>',
        'use: how many times each applies (default: once each if there are several, otherwise until cleared)',
      )
      .option('--parameter <name=number...>', 'use: a parameter of the scenario')
      .option('--json', 'print as JSON, also with in-use')
  },
  async run({ json, ...options }, [name, ...names]) {
    const action = Object.hasOwn(scenarioActions, name ?? '') ? scenarioActions[name ?? ''] : undefined
    if (action !== undefined) {
      console.log(await action(await twinClient(options), names, { ...options, json }))
      return 0
    }
    if (names.length > 0)
      throw new UsageError(`to activate scenarios: helseid-mock scenarios use ${name} ${names.join(' ')}`)
    const shown = name === undefined ? scenarios : [named(name)]
    refuseLimits(options, 'the list of scenarios')
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

/** @throws {UsageError} for a word that is neither a scenario nor an action, with the one that is probably meant */
function named(name: string): Scenario {
  const action = closest(name, Object.keys(scenarioActions))
  if (action === undefined) return knownScenario(name)
  throw new UsageError(`unknown scenario or action "${name}"; did you mean "${action}"?`)
}

function list(): string {
  const widthOf = (texts: readonly string[]) => Math.max(...texts.map(({ length }) => length)) + 2
  const nameWidth = widthOf(scenarios.map(({ name }) => name))
  const placeWidth = widthOf(scenarios.map(({ shows }) => shows))
  const line = ({ name, shows, happens }: Scenario) =>
    `  ${name.padEnd(nameWidth)}${shows.padEnd(placeWidth)}${happens}`
  const section = ([area, lists]: readonly [string, readonly ScenarioGroup[]]) =>
    [area, ...scenarios.filter(({ group }) => lists.includes(group)).map(line)].join('\n')
  return [...areas].map(section).join('\n\n')
}

function inFull({
  name,
  act,
  shows,
  group,
  happens,
  goodClient,
  wayBack,
  unknown,
  cases = [],
  parameters = {},
}: Scenario): string {
  return [
    `${name} (applies to: ${act.at})`,
    `  group        ${group}`,
    `  visible in   ${shows}`,
    `  cause        ${happens}`,
    `  good client  ${goodClient}`,
    ...(wayBack === undefined ? [] : [`  way back     ${wayBack}`]),
    ...(unknown === undefined ? [] : [`  unknown      ${unknown}`]),
    ...Object.entries(parameters).map(
      ([key, value]) =>
        `  ${key.padEnd(11)}  ${value.description} (default: ${value.default}${value.maximum === undefined ? '' : `, at most ${value.maximum}`})`,
    ),
    ...(cases.length > 0 ? [`  cases        ${cases.join(', ')}`] : []),
    `  activate     HELSEID_MOCK_SCENARIO=${name}, the header x-helseid-mock-scenario: ${name}${outlivesRequest(act) ? ' in a session' : ''}, helseid-mock scenarios use ${name}, or use('${name}') in code`,
  ].join('\n')
}
