/** Each scope exists. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const scopeKnown: Rule = {
  id: 'scope-known',
  requires: 'Each requested scope exists',
  source: sourceOf('Duende DefaultResourceValidator'),
  status: 'likely',
  at: 'form.scope',
  needs: ['client-known', 'scope-length'],
  answer: { to: 'body', error: 'invalid_scope' },
  check: ({ scopes, client }) => {
    const unknown = (scopes?.requested ?? []).filter(({ kind }) => kind === 'unknown').map(({ scope }) => scope)
    if (unknown.length === 0) return passed()
    return broken({
      expected: client?.scopes.join(' ') || 'a scope granted to the client',
      seen: unknown.join(' '),
      fix: `No API or client of this STS has ${unknown.map((scope) => `"${scope}"`).join(', ')}: check the spelling, and separate scopes with single spaces`,
    })
  },
  examples: {
    passing: [{}],
    failing: [
      { form: { scope: 'nhn:no-such-api/read' } },
      { form: { scope: '${scope} nhn:no-such-api/read' } },
      { form: { scope: '${scope},${secondScope}' } },
    ],
  },
}
