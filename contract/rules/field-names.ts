/** The parameters have their exact names. */
import type { Facts } from '../facts.ts'
import { broken, type Finding, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

const ofClient = ['client_id', 'client_secret', 'client_assertion', 'client_assertion_type'] as const

/** For token requests with client credentials. */
export const fieldNames: Rule = {
  id: 'field-names',
  requires: 'The names of the parameters are in lower case',
  source: sourceOf('RFC 6749 1.1; ASP.NET ignores the case of field names'),
  status: 'likely',
  at: 'form',
  needs: ['body-readable'],
  answer: { to: 'body', error: 'invalid_request' },
  check: checkNames([...ofClient, 'grant_type', 'scope', 'resource']),
  examples: {
    passing: [{}, { form: { Other: 'x' } }],
    failing: [
      { form: { scope: null, Scope: '${scope}' } },
      { form: { grant_type: null, GRANT_TYPE: 'client_credentials' } },
    ],
  },
}

/** The same rule for requests about a token: revocation and introspection. */
export const tokenFieldNames: Rule = {
  ...fieldNames,
  check: checkNames([...ofClient, 'token', 'token_type_hint']),
}

function checkNames(parameters: readonly string[]): (facts: Facts) => Finding {
  return ({ request }) => {
    const inOtherCase = (request.fieldNames ?? []).filter(
      (name) => !parameters.includes(name) && parameters.includes(name.toLowerCase()),
    )
    const [first] = inOtherCase
    if (first === undefined) return passed()
    const right = inOtherCase.map((name) => `\`${name.toLowerCase()}\``).join(' and ')
    return broken({
      at: `form.${first.toLowerCase()}`,
      expected: right.replaceAll('`', ''),
      seen: inOtherCase.join(' and '),
      fix: `Send ${right} in lower case: HelseID accepts other spellings, but other servers ignore such a parameter`,
    })
  }
}
