/** The vectors, used as in another language: only from the file, one JWT at a time, judged at the file's time. */

import { describe, expect, it } from 'vitest'
import assertions from '../../contract/vectors/assertion.json' with { type: 'json' }
import proofs from '../../contract/vectors/proof.json' with { type: 'json' }
import { explain } from '../../mock-sts/explain/explain.ts'

interface Outcome {
  readonly error?: string
  readonly description?: string
  readonly warns?: readonly string[]
}

/** Only the STS that issued a nonce knows whether it is valid. */
const nonceVectors = new Set(['C31.1', 'C516.1', 'C516.2'])

describe.each([
  ['assertion', assertions],
  ['proof', proofs],
])('%s', (kind, { circumstances, vectors }) => {
  const { now, issuer, tokenEndpoint, clientId, registeredKeys } = circumstances
  const client = { clientId, jwks: { keys: registeredKeys }, scopes: ['nhn:example/a', 'nhn:example/b'] }
  const good = (of: 'assertion' | 'proof') =>
    (of === 'assertion' ? assertions : proofs).vectors.find(({ expected }) => expected.today.warns?.length === 0)
      ?.jwt ?? ''

  it('there are more than 50 vectors', () => {
    expect(vectors.length).toBeGreaterThan(50)
  })

  it.each(
    vectors.filter(({ id }) => !nonceVectors.has(id)).map((vector) => [vector.id, vector.title, vector] as const),
  )('%s %s', (_id, _title, { jwt, expected }) => {
    for (const profile of ['today', 'next'] as const) {
      const form = new URLSearchParams({
        client_id: clientId,
        client_assertion: kind === 'assertion' ? jwt : good('assertion'),
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        grant_type: 'client_credentials',
        scope: 'nhn:example/a',
      })
      const request = [
        `POST ${tokenEndpoint} HTTP/1.1`,
        'Content-Type: application/x-www-form-urlencoded',
        `DPoP: ${kind === 'proof' ? jwt : good('proof')}`,
        '',
        form,
      ].join('\r\n')
      const { verdict } = explain(request, { at: now, issuer, client, profile })
      const { error, description, warns }: Outcome = expected[profile]
      expect([verdict.answer?.error, error && description && verdict.answer?.description]).toEqual([error, description])
      if (warns === undefined) continue
      const warned = verdict.rules.filter((rule) => rule.outcome === 'broken' && rule.severity === 'warn')
      expect(warned.map((rule) => rule.id).sort()).toEqual([...warns].sort())
    }
  })
})
