/** The client is registered. */
import { field } from '../facts.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const clientKnown: Rule = {
  id: 'client-known',
  requires: 'The client is registered with this STS',
  source: sourceOf('UP:feilmeldinger; Duende ClientSecretValidator'),
  status: 'confirmed',
  at: 'client',
  needs: ['credentials-present'],
  asks: 'registration',
  answer: { to: 'body', error: 'invalid_client' },
  check: (facts) => {
    const { client, credential, sts } = facts
    if (client !== undefined) return passed()
    const clientId = 'clientId' in credential ? credential.clientId : ''
    const scopes = field(facts, 'scope')?.split(' ').filter(Boolean) ?? ['<owner>:<api>/<scope>']
    const registration = JSON.stringify({ clientId, jwks: { keys: ['<your public JWK>'] }, scopes })
    return broken({
      expected: 'a registered client id',
      seen: JSON.stringify(clientId),
      fix: `This client is not registered with the STS "${sts.name}". Add it to \`clients\` in the configuration: ${registration}`,
    })
  },
  examples: { passing: [{}], failing: [{ client: { unregistered: true } }] },
}
