/** What the workbench marks when it compares a refused request with the last accepted one. */
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type ComparedRequest, differences } from '../../../mock-sts/ui/app/pages/request/differences.ts'

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })

/** A token request whose proof has a key of its own; `broken`: the places of the rules that it breaks. */
function request({ jwk = newKey() as object, header = {}, broken = [] as readonly string[] } = {}): ComparedRequest {
  const proof = { compact: '', header: { typ: 'dpop+jwt', alg: 'ES256', jwk, ...header }, claims: { htm: 'POST' } }
  const rules = broken.map((at) => ({ at, outcome: 'broken' }))
  return { method: 'POST', decoded: { proof }, verdict: { rules } }
}

const placesOf = async (before: ComparedRequest, now: ComparedRequest) =>
  (await differences(before, now)).map(({ place }) => place)

describe('the key of a proof', () => {
  // RFC 9449 section 4.2: the proof carries its public key; a client may use one for each request.
  it('may be new in each request, and so may its id: neither is marked', async () => {
    const keys = [newKey(), newKey()].map((key, index) => ({ ...key, kid: `${index}` }))
    const [before, now] = keys.map((jwk) => request({ jwk, header: { kid: jwk.kid } })) as [
      ComparedRequest,
      ComparedRequest,
    ]
    expect(await placesOf(before, now)).toEqual([])
  })

  it('is a difference if a rule about it is broken', async () => {
    expect(await placesOf(request(), request({ broken: ['proof.header.jwk'] }))).toEqual(['proof.header.jwk'])
    expect(await placesOf(request(), request({ broken: ['proof.header.jwk.n'] }))).toEqual(['proof.header.jwk'])
    expect(await placesOf(request(), request({ broken: ['assertion.claims.aud'] }))).toEqual([])
  })

  it('that is missing, or has a private member, is a difference', async () => {
    expect(await placesOf(request(), request({ header: { jwk: undefined } }))).toContain('proof.header.jwk')
    expect(await placesOf(request(), request({ jwk: { ...newKey(), d: 'secret' } }))).toContain('proof.header.jwk.d')
  })
})

it('another algorithm of the proof is a difference', async () => {
  expect(await placesOf(request(), request({ header: { alg: 'PS256' } }))).toEqual(['proof.header.alg'])
})
