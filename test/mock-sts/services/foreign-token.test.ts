/** A token of another environment is named as such by the twin’s APIs; its key is unknown there, which hides the cause. */
import { createHelseIdMock, type LogEvent } from 'helseid-mock'
import { expect, it } from 'vitest'

const local = 'http://localhost:8080'
const events: LogEvent[] = []
const twin = createHelseIdMock({ log: (event) => void events.push(event) })

async function answerOf(url: string, claims: Record<string, unknown> = {}, sts = 'test') {
  const scopes = url.includes('nhn-api') ? undefined : ['nhn:selvbetjening/client']
  const audience = url.includes('nhn-api') ? undefined : 'nhn:selvbetjening'
  const { accessToken, proof } = await twin.mint({
    sts,
    claims,
    proof: { url },
    ...(scopes && { scopes }),
    ...(audience && { audience }),
  })
  const headers = { Authorization: `DPoP ${accessToken}`, DPoP: String(proof) }
  const response = await twin.handle(new Request(url, { headers }))
  const body = (await response.json()) as { error_description?: string; detail?: string }
  return { status: response.status, text: body.error_description ?? body.detail, last: events.at(-1)?.message }
}

it.each([`${local}/nhn-api/prod/hello`, `${local}/selvbetjening/prod/v1/client`])(
  '%s names the STS of the token and its own',
  async (url) => {
    const { status, text, last } = await answerOf(url, { iss: `${local}/test` })
    expect(status).toBe(401)
    expect(text).toMatch(/^this token is of STS test \(its iss is http:\/\/localhost:8080\/test\), and this is prod: /)
    expect(last).toContain('this token is of STS test')
  },
)

it('the real issuer of another environment is recognised too', async () => {
  const { text } = await answerOf(`${local}/nhn-api/qa/hello`, { iss: 'https://helseid-sts.nhn.no' }, 'prod')
  expect(text).toMatch(/^this token is of STS prod \(its iss is https:\/\/helseid-sts\.nhn\.no\), and this is qa: /)
})

it('any other issuer is named with the one that is trusted, and cut', async () => {
  const { text } = await answerOf(`${local}/nhn-api/prod/hello`, { iss: `https://${'x'.repeat(3000)}` })
  expect(text).toMatch(
    /^this token’s iss is https:\/\/x{92}…, and this API trusts http:\/\/localhost:8080\/prod only: /,
  )
})

it('a token of the right issuer gets no such text', async () => {
  const { status, text } = await answerOf(`${local}/nhn-api/test/hello`, { iss: `${local}/test`, aud: 'other' })
  expect([status, text]).toEqual([401, expect.stringMatching(/^the token's audience must be/)])
})
