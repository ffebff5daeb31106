/** The life of a token by the twin's clock, moved forward and back: the control plane's list and introspection agree about it. */
import { compose, perform, registrationOf } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { expect, it } from 'vitest'
import { caseContext, start } from './case-harness.ts'

async function twinWithToken() {
  const twin = createHelseIdMock({ now: () => start * 1000 })
  const context = caseContext(twin, { now: () => start })
  await twin.registerClient(registrationOf({}, context.clientId, context))
  const token = JSON.parse((await perform({}, context)).at(-1)?.body ?? '').access_token as string
  const { jti, exp, iat } = decodeJwt(token)
  const url = `${twin.issuer('test')}/connect/introspect`
  return {
    twin,
    lifetime: Number(exp) - Number(iat),
    isListed: async () => {
      const response = await twin.handle(new Request('http://localhost:8080/_mock/tokens'))
      const { tokens } = (await response.json()) as { tokens: { jti: string; issuedAt: number; expiresAt: number }[] }
      for (const listed of tokens) expect(listed).toMatchObject({ jti, issuedAt: iat, expiresAt: exp })
      return tokens.length === 1
    },
    isActive: async () => {
      const form = { grant_type: null, scope: null, token }
      const moment = { now: start, nonce: undefined, previous: undefined }
      const { method, headers, body } = compose({ proof: null, form }, context, moment)
      const request = new Request(url, { method, headers: headers as [string, string][], body })
      return ((await (await twin.handle(request)).json()) as { active: boolean }).active
    },
  }
}

it('a token ends when its lifetime has passed, and begins again when the clock is set back', async () => {
  const { twin, lifetime, isListed, isActive } = await twinWithToken()
  const steps = [0, lifetime - 1, 1, 3600, -3600, -1, -lifetime]
  const seen: (readonly [listed: boolean, active: boolean])[] = []
  for (const seconds of steps) {
    if (seconds !== 0) twin.clock.advance({ seconds })
    seen.push([await isListed(), await isActive()])
  }
  const [valid, gone] = [[true, true] as const, [false, false] as const]
  expect(seen).toEqual([valid, valid, gone, gone, gone, valid, valid])
})
