/** Lists of names that occur in several bodies and parameters. */
import { stsOrEnvironmentNames } from 'helseid-contract'
import { ownEndpointRules, rules } from 'helseid-contract/rules'
import { oneOf, titled } from '../../config/schema-parts.ts'
import { scenarios } from '../../scenarios/index.ts'

export const stsOrEnvironment = (description?: string) =>
  titled('StsOrEnvironment', oneOf(stsOrEnvironmentNames, description))

export const outcome = (description?: string) => titled('Outcome', oneOf(['accepted', 'refused'], description))

/** The rules of every endpoint. */
export const ruleId = titled(
  'RuleId',
  oneOf([...rules, ...ownEndpointRules.map(([, rule]) => rule)].map(({ id }) => id)),
)

export const scenarioName = titled('ScenarioName', oneOf(scenarios.map(({ name }) => name)))

/** Without a title: some generators have one namespace for the values of all enumerations. */
export const tokenScenarioName = oneOf(scenarios.filter(({ act }) => act.at === 'access token').map(({ name }) => name))
