/** The resource is an API of which the request has a scope. */
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const resourceKnown: Rule = {
  id: 'resource-known',
  requires: '`resource` is the audience of one of the requested scopes',
  source: sourceOf('Duende DefaultResourceValidator; RFC 8707 2'),
  status: 'likely',
  at: 'form.resource',
  needs: ['client-known', 'resource-single'],
  answer: { to: 'body', error: 'invalid_target' },
  check: ({ scopes }) => {
    const [resource] = scopes?.resources ?? []
    if (resource === undefined) return notEvaluated('no `resource` was sent')
    const offered = scopes?.offered ?? []
    if (offered.includes(resource)) return passed()
    return broken({
      expected: offered.join(' or ') || 'an API of the client',
      seen: resource,
      fix: 'Send the audience of the API, which is the part of its scopes before the slash',
      value: offered.length === 1 ? offered[0] : undefined,
    })
  },
  examples: {
    passing: [{ form: { resource: '${audience}' } }],
    failing: [{ form: { resource: '${otherAudience}' } }, { form: { resource: 'nhn:no-such-api' } }],
  },
}
