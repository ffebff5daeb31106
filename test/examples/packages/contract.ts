/** The example of contract/README.md: an environment and a rule. */
import { environments } from 'helseid-contract'
import { rules } from 'helseid-contract/rules'

export const { issuer } = environments.test1

/** What HelseID requires, how it answers a request that breaks the rule, and the source. */
export const rule = rules.find(({ id }) => id === 'aud-is-issuer')
