/** The signature of a token, which takes most of the time that a token costs. */
import { createPublicKey } from 'node:crypto'
import { compactVerify } from 'jose'
import { expect, it } from 'vitest'
import { demoSigningKey, signToken } from '../../../mock-sts/keys/signing-keys.ts'

it('is made in another thread, so other requests are served meanwhile', async () => {
  const key = demoSigningKey('test')
  let signed = false
  const token = signToken(key, { alg: 'RS256' }, { sub: 'a' }).finally(() => {
    signed = true
  })
  // Microtasks run before anything that another thread has finished, so a busy machine changes nothing here.
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve()
  expect(signed).toBe(false)

  const { payload } = await compactVerify(await token, createPublicKey(key.privateKey))
  expect(JSON.parse(new TextDecoder().decode(payload))).toEqual({ sub: 'a' })
})
