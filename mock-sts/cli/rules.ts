/** `helseid-mock rules`: lists the rules, or prints one in full. */
import {
  asksAbout,
  type EndpointRule,
  endpointProfiles,
  legendFor,
  ownEndpointRules,
  profileNames,
  profiles,
  stepOf,
  rules as tokenRules,
} from 'helseid-contract/rules'
import { didYouMean } from '../http/closest.ts'
import type { CliCommand } from './command.ts'
import { UsageError } from './usage-error.ts'

/** The rules of the token endpoint, and then those of revocation and introspection. */
const rules: readonly EndpointRule[] = [...tokenRules, ...ownEndpointRules.map(([, rule]) => rule)]

const endpointOf = new Map(ownEndpointRules.map(([endpoint, { id }]) => [id, endpoint]))

export const rulesCommand: CliCommand = {
  configure(command) {
    command.argument('[rule]', 'print this rule in full').option('--json', 'print as JSON')
  },
  async run({ json }, [id]) {
    const shown = id === undefined ? rules : rules.filter((rule) => rule.id === id)
    if (shown.length === 0) {
      const meant = didYouMean(
        String(id),
        rules.map((rule) => rule.id),
      )
      throw new UsageError(`unknown rule "${id}" (list them with helseid-mock rules)${meant}`)
    }
    if (json) console.log(JSON.stringify(shown.map(toData), null, 2))
    else console.log(id === undefined ? list() : shown.map(inFull).join('\n'))
    return 0
  },
}

function list(): string {
  const width = Math.max(...rules.map(({ id }) => id.length))
  const cells = ({ id }: EndpointRule) => profileNames.map((name) => severityOf(name, id).padEnd(8)).join('')
  const head = `${'rule'.padEnd(width + 2)}${profileNames.map((name) => name.padEnd(8)).join('')}status`
  const lines = rules.map(
    (rule) => `${rule.id.padEnd(width + 2)}${cells(rule)}${rule.status.padEnd(11)}${rule.requires}`,
  )
  return [head, ...lines].join('\n')
}

function severityOf(profile: (typeof profileNames)[number], id: string): string {
  return String(profiles[profile][id] ?? endpointProfiles[profile][id])
}

function inFull(rule: EndpointRule): string {
  const { id, requires, at, source, status, needs, asks, answer } = rule
  const description = typeof answer.description === 'function' ? '(depends on the request)' : answer.description
  return [
    `${id}: ${requires}`,
    `  severity  ${profileNames.map((name) => `${name} ${severityOf(name, id)}`).join(', ')}`,
    `  at        ${at}${asks === undefined ? '' : `, asks ${asksAbout[asks]}`}`,
    `  answer    ${answer.error === 'inactive' ? '200' : '400'} ${answer.error}${description === undefined ? '' : ` "${description}"`}`,
    `  step      ${stepOf.get(id) ?? endpointOf.get(id)}${needs.length > 0 ? `, needs ${needs.join(', ')}` : ''}`,
    `  source    ${source.reference} (${status})`,
    ...(source.url === undefined ? [] : [`  link      ${source.url}`]),
    ...(endpointOf.has(id) ? [] : [`  try it    helseid-mock try ${id}`]),
    '',
    'Sources',
    ...legendFor([source.reference]).map((line) => `  ${line}`),
  ].join('\n')
}

function toData(rule: EndpointRule): object {
  const { check: _check, answer, ...data } = rule
  const severity = Object.fromEntries(profileNames.map((name) => [name, severityOf(name, rule.id)]))
  const { description } = answer
  return {
    ...data,
    step: stepOf.get(rule.id) ?? endpointOf.get(rule.id),
    severity,
    answer: { to: answer.to, error: answer.error, ...(typeof description === 'string' && { description }) },
  }
}
