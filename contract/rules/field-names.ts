/** The parameters have their exact names. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

/** The parameters of a token request with client credentials. */
const parameters: ReadonlySet<string> = new Set([
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'grant_type',
  'scope',
  'resource',
])

export const fieldNames: Rule = {
  id: 'field-names',
  requires: 'The names of the parameters are in lower case',
  source: sourceOf('RFC 6749 1.1; ASP.NET ignores the case of field names'),
  status: 'likely',
  at: 'form',
  needs: ['body-readable'],
  answer: { to: 'body', error: 'invalid_request' },
  check: ({ request }) => {
    const inOtherCase = (request.fieldNames ?? []).filter(
      (name) => !parameters.has(name) && parameters.has(name.toLowerCase()),
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
  },
  examples: {
    passing: [{}, { form: { Other: 'x' } }],
    failing: [
      { form: { scope: null, Scope: '${scope}' } },
      { form: { grant_type: null, GRANT_TYPE: 'client_credentials' } },
    ],
  },
}
