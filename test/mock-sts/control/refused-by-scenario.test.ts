/** A refusal that a scenario made is not blamed on the client, wherever the twin says what decided. */
import { helseIdMatchers } from 'helseid-mock/matchers'
import { describe, expect, it } from 'vitest'
import { verdictText } from '../../../mock-sts/verdict/verdict-text.ts'
import { refusedWithBadGateway } from './refused-by-scenario.ts'

const badAud = { assertion: { claims: { aud: '${tokenEndpoint}' } } } as const

async function shown(twin: Awaited<ReturnType<typeof refusedWithBadGateway>>['twin'], path: string, accept = '*/*') {
  return twin.handle(new Request(`http://localhost:8080/_mock/${path}`, { headers: { accept } }))
}

describe('a request that a scenario refused', () => {
  it.each([{}, badAud])('is decided by the scenario in the list, the request and the flow', async (recipe) => {
    const { twin, entry } = await refusedWithBadGateway(recipe)
    const decidedBy = { scenario: 'bad-gateway' }
    const listed = (await (await shown(twin, 'requests')).json()) as { requests: object[] }
    expect(listed.requests.at(-1)).toMatchObject({ decidedBy })
    expect(await (await shown(twin, `requests/${entry.id}`)).json()).toMatchObject({ decidedBy })
    expect(await (await shown(twin, `flows/${entry.flow}`)).json()).toMatchObject({ requests: [{ decidedBy }] })
  })

  it('is decided by the scenario in the verdict as text and in the message of the matcher', async () => {
    const { twin, entry } = await refusedWithBadGateway(badAud)
    if (entry.verdict === undefined) throw new Error('the request was not judged')
    const text = `REFUSED: 502, decided by scenario bad-gateway\n\nWithout the scenario: ${verdictText(entry.verdict)}`
    expect(helseIdMatchers.toBeAccepted(twin).message()).toContain(text)
    expect(helseIdMatchers.toBeAccepted(entry).message()).toContain(text)
  })

  it('has nothing to correct if only the nonce is missing', async () => {
    const { twin, entry } = await refusedWithBadGateway({})
    expect(await (await shown(twin, `requests/${entry.id}`)).json()).not.toHaveProperty('corrected')
  })
})

it('a refusal that the rules give is decided by the rule', async () => {
  const { twin } = await refusedWithBadGateway(badAud)
  await twin.reset()
  const body = new URLSearchParams({ client_id: 'unknown', grant_type: 'client_credentials' })
  await twin.handle(new Request(`${twin.issuer('test')}/connect/token`, { method: 'POST', body }))
  const { requests } = (await (await shown(twin, 'requests')).json()) as { requests: { decidedBy: object }[] }
  expect(requests.at(-1)?.decidedBy).toEqual({ rule: twin.requests.at(-1)?.verdict?.answer?.rule })
})
