/** `helseid-mock scenarios`: lists the scenarios, prints one in full, or activates and clears them on a running twin. */

import { closest } from '../http/closest.ts'
import { areas, type ScenarioGroup } from '../scenarios/groups.ts'
import { scenarios } from '../scenarios/index.ts'
import { outlivesRequest } from '../scenarios/outlives-request.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { CliCommand } from './command.ts'
import { configureTwin, twinClient } from './control-client.ts'
import { knownScenario, refuseLimits, scenarioActions } from './scenario-actions.ts'
import { refuseUnusedOptions } from './unused-options.ts'
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
      .option(
        '--find <words>',
        'list only scenarios that contain each of these words, such as "429" or "token expired"',
      )
      .option('--json', 'print as JSON, also with in-use')
  },
  async run({ json, find, ...options }, [name, ...names]) {
    const action = Object.hasOwn(scenarioActions, name ?? '') ? scenarioActions[name ?? ''] : undefined
    if (name !== undefined) refuseUnusedOptions({ find }, `scenarios ${name}`, 'it searches the list of scenarios')
    if (action !== undefined) {
      console.log(await action(await twinClient(options), names, { ...options, json }))
      return 0
    }
    if (names.length > 0)
      throw new UsageError(`to activate scenarios: helseid-mock scenarios use ${name} ${names.join(' ')}`)
    const shown = name === undefined ? found(String(find ?? '')) : [named(name)]
    refuseLimits(options, 'the list of scenarios')
    if (json)
      console.log(
        JSON.stringify(
          shown.map(({ act, ...scenario }) => ({ ...scenario, at: act.at })),
          null,
          2,
        ),
      )
    else console.log(name === undefined ? list(shown) : shown.map(inFull).join('\n'))
    return 0
  },
}

/** @throws {UsageError} for a word that is neither a scenario nor an action, with the one that is probably meant */
function named(name: string): Scenario {
  const action = closest(name, Object.keys(scenarioActions))
  if (action === undefined) return knownScenario(name)
  throw new UsageError(`unknown scenario or action "${name}"; did you mean "${action}"?`)
}

/** @throws {UsageError} if no scenario has each of these words */
function found(text: string): readonly Scenario[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const matching = scenarios.filter(({ name, gets, happens, goodClient }) => {
    // Not the group: that of 429 and 503 would be found by either.
    const all = [name, gets, happens, goodClient].join('\n').toLowerCase()
    return words.every((word) => all.includes(word))
  })
  if (matching.length === 0)
    throw new UsageError(
      `--find: no scenario contains "${text}": use fewer words, or list all scenarios without --find`,
    )
  return matching
}

/** What the client gets from each, and below it where it is seen and when it happens. */
function list(shown: readonly Scenario[]): string {
  const width = Math.max(...shown.map(({ name }) => name.length)) + 2
  const lines = ({ name, gets, shows, happens }: Scenario) => [
    `  ${name.padEnd(width)}${gets}`,
    `  ${' '.repeat(width)}${shows}: ${happens}`,
  ]
  const section = ([area, lists]: readonly [string, readonly ScenarioGroup[]]) => {
    const listed = shown.filter(({ group }) => lists.includes(group))
    return listed.length === 0 ? [] : [[area, ...listed.flatMap(lines)].join('\n')]
  }
  return [...areas].flatMap(section).join('\n\n')
}

function inFull({
  name,
  act,
  shows,
  group,
  gets,
  happens,
  goodClient,
  wayBack,
  unknown,
  cases = [],
  parameters = {},
}: Scenario): string {
  return [
    `${name} (applies to: ${act.at})`,
    `  client gets  ${gets}`,
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
