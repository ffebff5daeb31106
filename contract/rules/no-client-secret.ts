/** HelseID does not accept client secrets. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const noClientSecret: Rule = {
  id: 'no-client-secret',
  requires: 'The client authenticates with private_key_jwt, not with a client secret',
  source: sourceOf('UP:bruk_av_client_assertion; security profile SK2'),
  status: 'confirmed',
  at: 'form.client_secret',
  needs: ['body-readable'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ credential, client }) => {
    if (credential.kind !== 'basic-secret' && credential.kind !== 'form-secret') return passed()
    if (client?.legacyAuth) return passed()
    const where = credential.kind === 'basic-secret' ? 'an `Authorization: Basic` header' : 'a `client_secret` field'
    return broken({
      at: credential.kind === 'basic-secret' ? 'headers.authorization' : undefined,
      expected: 'a client assertion and no client secret',
      seen: where,
      fix: `Remove the client secret, register a public key and sign a \`client_assertion\` with the private key. What HelseID’s own pages call “client secret” is that public JWK. To run a legacy client against this twin, register it with \`legacyAuth: true\``,
    })
  },
  examples: {
    passing: [{}, { form: { client_secret: '' } }],
    failing: [
      { form: { client_secret: 'secret' } },
      { form: { client_assertion: null, client_assertion_type: null, client_secret: 'secret' } },
      { headers: [['Authorization', 'Basic c29tZW9uZTpzZWNyZXQ=']] },
    ],
  },
}
