/** The page of the scenarios: a table of all names with the rows of the table of cases they serve, then each in full. */

import { scenarios } from '../mock-sts/scenarios/index.ts'
import type { Act, Scenario } from '../mock-sts/scenarios/scenario.ts'

const places: Readonly<Record<Act['at'], string>> = {
  'token answer': 'in the place of the token endpoint’s answer',
  'token body': 'in a good answer of the token endpoint',
  'access token': 'in the access token',
  client: 'in how the client is registered',
  clock: 'in the clock by which requests are judged',
  keys: 'in the signing keys, until the twin is reset',
  metadata: 'in the place of the metadata',
  jwks: 'in the place of the JWKS',
  'api answer': 'in the place of the protected API’s answer',
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
    '| scenario | acts | rows of the table of cases |',
    '|---|---|---|',
    ...scenarios.map(
      ({ name, act, cases = [] }) => `| [${name}](#${name}) | ${places[act.at]} | ${cases.join(', ')} |`,
    ),
    ...scenarios.flatMap(section),
    '',
  ].join('\n')
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
