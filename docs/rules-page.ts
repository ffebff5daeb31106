/** The page of the rules: each with its requirement, answer, severities and source. */
import { asksAbout, profileNames, profiles, type Rule, rules, stepOf, stepOrder } from 'helseid-contract/rules'

export function rulesPage(): string {
  return [
    '# The rules',
    '',
    '<!-- Made by `npm run docs` from contract/rules/. Do not edit. -->',
    '',
    `HelseID judges a token request in ${stepOrder.length} steps; the first that fails answers. These are the ${rules.length} rules the twin asks,`,
    'in that order. A severity is what a broken rule means in a profile: `reject`, `warn` or `off`. `helseid-mock try <rule>` sends the',
    'broken example of a rule to a running twin and shows the answer and the verdict.',
    '',
    'How sure a rule is: **confirmed** by a primary source, **likely** by a secondary source or the product’s own source code,',
    '**unknown** where nothing is known and the most probable was chosen. Each can be switched: `"severity": { "<rule>": "warn" }`.',
    '',
    'Where a rule looks is a path: `assertion` and `proof` are the JWTs, with `header`, `claims` and `signature` below; `form` has the',
    'fields, `headers` the header fields in lower case, `client` the client’s registration. A verdict names the offending member in the',
    'same way, with more of the path where it can: `assertion.claims.assertion_details.0.type`.',
    ...stepOrder.flatMap((step, index) => [
      '',
      `## ${index + 1}. ${step[0]?.toUpperCase()}${step.slice(1)}`,
      ...rules.filter(({ id }) => stepOf.get(id) === step).flatMap(section),
    ]),
    '',
  ].join('\n')
}

function section({ id, requires, at, answer, needs, asks, source, status }: Rule): string[] {
  const severities = profileNames.map((name) => `${name} \`${profiles[name][id]}\``).join(', ')
  return [
    '',
    `### ${id}`,
    '',
    `${requires}.`,
    '',
    `- looks at: \`${at}\`${asks === undefined ? '' : `, and asks ${asksAbout[asks]}`}`,
    `- answer: 400 \`${answer.error}\`${described(answer)}`,
    `- severity: ${severities}`,
    ...(needs.length > 0
      ? [`- not evaluated unless passed: ${needs.map((need) => `[${need}](#${need})`).join(', ')}`]
      : []),
    `- source: ${source.reference}${source.url === undefined ? '' : ` <${source.url}>`} (${status})`,
  ]
}

function described({ description }: Rule['answer']): string {
  if (description === undefined) return ', no description'
  return typeof description === 'string' ? `, “${description}”` : ', a description that depends on the request'
}
