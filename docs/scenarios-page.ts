/** The page of the scenarios: area by area, with where each shows and acts and the cases it serves, then each in full. */

import { areas, type ScenarioGroup } from '../mock-sts/scenarios/groups.ts'
import { scenarios } from '../mock-sts/scenarios/index.ts'
import type { Act, Scenario } from '../mock-sts/scenarios/scenario.ts'
import { shownAt } from '../mock-sts/scenarios/shown-at.ts'

const places: Readonly<Record<Act['at'], string>> = {
  'token answer': 'instead of the token endpoint’s answer',
  'token body': 'in a good answer of the token endpoint',
  'access token': 'in the access token',
  client: 'in how the client is registered',
  clock: 'in the clock by which requests are judged',
  keys: 'in the signing keys, until the twin is reset',
  metadata: 'instead of the metadata',
  jwks: 'instead of the JWKS',
  'api answer': 'instead of the protected API’s answer',
}

export function scenariosPage(): string {
  return [
    '# The scenarios',
    '',
    '<!-- Made by `npm run docs` from mock-sts/scenarios/. Do not edit. -->',
    '',
    `These are the ${scenarios.length} failures that can be had on purpose. The name is the same everywhere: in code (\`use\`), at the control plane`,
    '(`POST /_mock/scenarios`), on the command line (`helseid-mock scenarios`), in the variable `HELSEID_MOCK_SCENARIO`, and in the header',
    '`x-helseid-mock-scenario` of a single request.',
    '',
    'Each shows in one place, where a client sees it:',
    '',
    '| shows in | which is |',
    '|---|---|',
    ...Object.entries(shownAt).map(([place, meaning]) => `| ${place} | ${meaning} |`),
    ...[...areas].flatMap(table),
    '',
    '## Each in full',
    ...scenarios.flatMap(section),
    '',
  ].join('\n')
}

function table([area, lists]: readonly [string, readonly ScenarioGroup[]]): string[] {
  const rows = lists.flatMap((list) =>
    scenarios
      .filter(({ group }) => group === list)
      .map(({ name, shows, act, cases = [] }) =>
        row(`[${name}](#${name})`, list.slice(`${area}: `.length), shows, places[act.at], cases.join(', ')),
      ),
  )
  return [
    '',
    `## ${area[0]?.toUpperCase()}${area.slice(1)}`,
    '',
    row('scenario', 'group', 'shows in', 'acts', 'cases'),
    '|---|---|---|---|---|',
    ...rows,
  ]
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function section({ name, happens, goodClient, unknown, parameters = {} }: Scenario): string[] {
  return [
    '',
    `### ${name}`,
    '',
    `- happens: ${happens}`,
    `- a good client: ${goodClient}`,
    ...Object.entries(parameters).map(
      ([key, { description, default: value, maximum }]) =>
        `- \`${key}\`: ${description}; default: ${value}${maximum === undefined ? '' : `, at most ${maximum}`}`,
    ),
    ...(unknown === undefined ? [] : [`- unknown: ${unknown}`]),
  ]
}
