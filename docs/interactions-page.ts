/** The page of the contract's interactions, pact by pact: states, answer, evidence. */
import { type Pact, type PactInteraction, pacts } from '../contract/pact/pacts.ts'

const { sts, selvbetjening, api } = pacts

export function interactionsPage(): string {
  return [
    '# The interactions of the contract',
    '',
    '<!-- Made by `npm run docs` from contract/pacts/. Do not edit. -->',
    '',
    'What `helseid-client` asks, and what it needs of the answer. [pact.md](pact.md) says what can be done with it.',
    ...section('The token service', sts),
    ...section('Selvbetjening', selvbetjening),
    ...section('An API that HelseID protects', api),
    '',
  ].join('\n')
}

function section(title: string, { provider, interactions }: Pact): string[] {
  return [
    '',
    `## ${title}: \`${provider.name}\``,
    '',
    '| interaction | given | answer | known by |',
    '|---|---|---|---|',
    ...interactions.map(row),
  ]
}

function row({ description, providerStates = [], response, comments = {} }: PactInteraction): string {
  const { status = '', rule, source } = comments
  const by = rule === undefined ? source : `[${rule}](rules.md#${rule})`
  const given = providerStates.map(({ name }) => name).join('; ')
  return `| ${description} | ${given} | ${response.status}${code(response)} | ${by} (${status}) |`
}

/** The OAuth error, from the body or the challenge. */
function code({ body, headers = {} }: PactInteraction['response']): string {
  const { error = /error="(\w+)"/.exec(headers['WWW-Authenticate']?.[0] ?? '')?.[1] } = Object(body?.content)
  return error === undefined ? '' : ` \`${error}\``
}
