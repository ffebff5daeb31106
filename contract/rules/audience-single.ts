/** The token is for one API. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const audienceSingle: Rule = {
  id: 'audience-single',
  requires: 'The access token is for one API',
  source: sourceOf('UP:validering_av_access_token: several audiences are not recommended, and many APIs reject them'),
  status: 'confirmed',
  at: 'form.scope',
  needs: ['client-known'],
  answer: { to: 'body', error: 'invalid_target' },
  check: ({ scopes }) => {
    const audiences = scopes?.audiences ?? []
    return audiences.length <= 1
      ? passed()
      : broken({
          expected: 'one audience',
          seen: audiences.join(', '),
          fix: `Request one token per API, with \`resource\`: \`resource=${audiences[0]}\``,
        })
  },
  examples: {
    passing: [
      {},
      {
        client: { scopes: ['${scope}', '${otherApiScope}'] },
        form: { scope: '${scope} ${otherApiScope}', resource: '${audience}' },
      },
    ],
    failing: [{ client: { scopes: ['${scope}', '${otherApiScope}'] }, form: { scope: '${scope} ${otherApiScope}' } }],
  },
}
