/** Flows: which requests the twin ties together, and how they are listed. */
import { createHelseIdClient } from 'helseid-client'
import { createHelseIdMock, type HelseIdMock, type MockOptions } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { createFlows } from '../../../mock-sts/journal/flows.ts'
import { limits } from '../../../mock-sts/limits.ts'
import { demoClient } from '../demo/demo-client.ts'

const origin = 'http://localhost:8080'

interface Flow {
  readonly id: string
  readonly outcome: string
  readonly statuses: readonly number[]
  readonly count: number
  readonly requests: readonly { id: string; flow: string; endpoint: string }[]
}

interface Flows {
  readonly flows: readonly Flow[]
  readonly matching: number
  readonly byOutcome: Readonly<Record<string, number>>
  readonly more: boolean
}

function twinWith(options: MockOptions = {}) {
  const twin = createHelseIdMock({ clients: [demoClient.registration], ...options })
  const client = () =>
    createHelseIdClient({
      issuer: `${origin}/test`,
      clientId: demoClient.registration.clientId,
      key: demoClient.privateJwk,
      scopes: demoClient.registration.scopes,
      fetch: twin.fetch,
    })
  return { twin, client }
}

async function list(twin: HelseIdMock, query = ''): Promise<Flows> {
  const response = await twin.handle(new Request(`${origin}/_mock/flows${query}`))
  expect(response.status).toBe(200)
  return (await response.json()) as Flows
}

async function refusedRequest(twin: HelseIdMock, clientId: string) {
  const body = new URLSearchParams({ client_id: clientId, grant_type: 'client_credentials' })
  await twin.handle(new Request(`${origin}/test/connect/token`, { method: 'POST', body }))
}

describe('a flow', () => {
  it('ties the challenge, its retry and the API calls with the token, and leaves metadata alone', async () => {
    const { twin, client } = twinWith()
    const one = client()
    for (let count = 0; count < 2; count++) await one.fetch(`${origin}/nhn-api/test/hello`)
    const { flows } = await list(twin)
    expect(flows.map(({ statuses, outcome }) => [statuses, outcome])).toEqual([
      [[400, 200, 200, 200], 'accepted'],
      [[200], 'answered'],
    ])
    const [flow] = flows
    expect(flow?.requests.map(({ endpoint }) => endpoint)).toEqual(['token', 'token', 'api', 'api'])
    expect(flow?.requests.map(({ flow: of }) => of)).toEqual(Array(4).fill(flow?.id))
    expect(flow?.id).toBe(flow?.requests[0]?.id)
  })

  it('is that of one client, and has only its first request with the nonce of the challenge', () => {
    const flows = createFlows()
    const first = flows.flowOf('1', { clientId: 'one', newNonce: 'n' })
    expect(first).toBe('1')
    expect(flows.flowOf('2', { clientId: 'two', nonce: 'n' })).toBe('2')
    expect(flows.flowOf('3', { clientId: 'one', nonce: 'n' })).toBe('1')
    expect(flows.flowOf('4', { clientId: 'one', nonce: 'n' })).toBe('4')
  })

  it('goes on when a retry is challenged again', () => {
    const flows = createFlows()
    flows.flowOf('1', { clientId: 'one', newNonce: 'n1' })
    expect(flows.flowOf('2', { clientId: 'one', nonce: 'n1', newNonce: 'n2' })).toBe('1')
    expect(flows.flowOf('3', { clientId: 'one', nonce: 'n2', newTokenId: 't' })).toBe('1')
    expect(flows.flowOf('4', { clientId: 'one', tokenId: 't' })).toBe('1')
  })

  it('is forgotten when there are too many, and a retry then begins its own', () => {
    const flows = createFlows()
    for (let index = 0; index <= limits.flowTies.value; index++)
      flows.flowOf(`${index}`, { clientId: 'one', newNonce: `n${index}`, newTokenId: `t${index}` })
    expect(flows.flowOf('a', { clientId: 'one', nonce: 'n0' })).toBe('a')
    expect(flows.flowOf('b', { tokenId: 't0' })).toBe('b')
    expect(flows.flowOf('c', { clientId: 'one', nonce: 'n1' })).toBe('1')
    expect(flows.flowOf('d', { tokenId: 't1' })).toBe('1')
  })

  it('that the API refused is refused, although the token was issued', async () => {
    const { twin, client } = twinWith()
    await twin.use('api-forbidden')
    await client().fetch(`${origin}/nhn-api/test/hello`)
    expect((await list(twin)).flows[0]).toMatchObject({ outcome: 'refused', statuses: [400, 200, 403] })
  })

  it('that waits for the retry is challenged', async () => {
    const { twin, client } = twinWith()
    await twin.use('endless-nonce-challenge')
    await expect(client().getToken()).rejects.toThrow()
    const [flow] = (await list(twin)).flows
    expect([flow?.outcome, new Set(flow?.statuses)]).toEqual(['challenged', new Set([400])])
    expect(flow?.count).toBeGreaterThan(1)
  })

  it('of a session is not among those of the twin', async () => {
    const { twin } = twinWith()
    const session = await twin.createSession()
    await refusedRequest(
      {
        ...twin,
        handle: async (request) => twin.handle(new Request(request.url.replace(origin, session.origin), request)),
      } as HelseIdMock,
      'one',
    )
    expect((await list(twin)).flows).toEqual([])
  })
})

describe('the list of flows', () => {
  it('is read in pages, newest first, each beginning after the last flow of the page before', async () => {
    const { twin } = twinWith()
    for (let index = 0; index < 5; index++) await refusedRequest(twin, `client-${index}`)
    const clients = ({ flows }: Flows) => flows.map((flow) => (flow as unknown as { clientId: string }).clientId)
    const first = await list(twin, '?limit=2')
    expect([clients(first), first.more, first.matching]).toEqual([['client-4', 'client-3'], true, 5])
    // A new flow does not move the pages.
    await refusedRequest(twin, 'client-5')
    const second = await list(twin, `?limit=2&before=${first.flows.at(-1)?.id}`)
    expect([clients(second), second.more]).toEqual([['client-2', 'client-1'], true])
    const third = await list(twin, `?limit=2&before=${second.flows.at(-1)?.id}`)
    expect([clients(third), third.more]).toEqual([['client-0'], false])
    expect(await list(twin, `?before=${third.flows.at(-1)?.id}`)).toMatchObject({ flows: [], more: false })
    expect(await list(twin, '?before=unknown')).toMatchObject({ flows: [], more: false })
  })

  it('can be filtered, and counts the outcomes of what the other filters leave', async () => {
    const { twin, client } = twinWith()
    await client().fetch(`${origin}/nhn-api/test/hello`)
    await refusedRequest(twin, 'one')
    await refusedRequest(twin, 'two')
    const matching = async (query: string) => (await list(twin, query)).matching
    expect(await matching('?clientId=one')).toBe(1)
    expect(await matching('?outcome=refused')).toBe(2)
    expect(await matching('?brokenRule=client-known')).toBe(2)
    // The rule that every challenge breaks does not count.
    expect(await matching('?brokenRule=nonce-present&outcome=accepted')).toBe(0)
    expect(await matching('?endpoint=api')).toBe(1)
    expect(await matching('?endpoint=metadata')).toBe(1)
    expect(await matching('?text=TWO')).toBe(1)
    expect(await matching('?text=CLIENT-KNOWN')).toBe(2)
    expect(await matching('?sts=qa')).toBe(0)
    expect(await matching('?scenario=server-error')).toBe(0)
    const { byOutcome, flows } = await list(twin, '?outcome=accepted')
    expect(flows).toHaveLength(1)
    expect(byOutcome).toEqual({ accepted: 1, warned: 0, refused: 2, challenged: 0, answered: 1 })
  })

  it('shows the newest ten requests of a flow, and the flow itself all', async () => {
    const { twin, client } = twinWith()
    const one = client()
    for (let count = 0; count < 12; count++) await one.fetch(`${origin}/nhn-api/test/hello`)
    const [flow] = (await list(twin)).flows
    expect([flow?.count, flow?.requests.length, flow?.statuses.length]).toEqual([14, 10, 10])
    const whole = await twin.handle(new Request(`${origin}/_mock/flows/${flow?.id}`))
    expect(((await whole.json()) as Flow).requests).toHaveLength(14)
  })
})
