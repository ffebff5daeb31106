/** No parameter is repeated. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const fieldsOnce: Rule = {
  id: 'fields-once',
  requires: 'Each parameter is sent once',
  source: sourceOf('RFC 6749 3.2; Duende joins repeated values with a comma'),
  status: 'likely',
  at: 'form',
  needs: ['body-readable'],
  answer: { to: 'body', error: 'invalid_request' },
  check: ({ request }) => {
    const repeated = [...(request.form ?? [])].filter(([name, values]) => values.length > 1 && name !== 'resource')
    const [first] = repeated
    if (first === undefined) return passed()
    const names = repeated.map(([name, values]) => `${name} (${values.length} times)`)
    return broken({
      at: `form.${first[0]}`,
      expected: 'each parameter once',
      seen: names.join(', '),
      fix: `Send ${repeated.map(([name]) => `\`${name}\``).join(' and ')} once`,
    })
  },
  examples: { passing: [{}], failing: [{ form: { extra: ['a', 'b'] } }] },
}
