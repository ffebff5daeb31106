/** A body that a route does not read leaves its connection usable, or the response says that it closes (RFC 9112 9.3). */
import { Agent, type IncomingMessage, request } from 'node:http'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let twin: StartedMockSts
beforeAll(async () => {
  twin = await startMockSts({ port: 0 })
})
afterAll(() => twin.close())

interface Sent {
  readonly method?: string
  readonly path: string
  /** Sent in chunks if false. Default: true. */
  readonly announced?: boolean
  readonly body?: Buffer
}

function send(agent: Agent, { method = 'POST', path, announced = true, body = Buffer.alloc(0) }: Sent) {
  return new Promise<{ response: IncomingMessage; reused: boolean }>((resolve, reject) => {
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-Auth-Key': 'any',
      'api-key': 'any',
      ...(announced ? { 'Content-Length': body.length } : { 'Transfer-Encoding': 'chunked' }),
    }
    const sent = request(twin.origin + path, { method, agent, headers }, (response) => {
      response.resume()
      response.once('end', () => resolve({ response, reused: sent.reusedSocket }))
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

describe.each([true, false])('with an announced length: %s', (announced) => {
  it.each([
    ['/test/connect/token', 400],
    ['/test/.well-known/openid-configuration', 405],
    ['/test/connect/par', 400],
    ['/nhn-api/test/hello', 401],
    ['/nowhere', 404],
    ['/healthz', 200],
    ['/_mock/nowhere', 404],
    ['/ttt/v2/create-test-token-with-key', 413],
    ['/selvbetjening/test/v1/client-drafts', 413],
  ])('300 kB to %s are answered with %i, and the connection serves the next request', async (path, status) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const { response } = await send(agent, { path, announced, body: Buffer.alloc(300_000, 'a') })
    expect([response.statusCode, response.headers.connection]).toEqual([status, 'keep-alive'])
    const next = await send(agent, { method: 'GET', path: '/healthz' })
    expect([next.response.statusCode, next.reused]).toEqual([200, true])
    agent.destroy()
  })
})

/** Announces a body, sends only its first bytes, and waits for the response. */
async function sendBeginning(agent: Agent, length: number) {
  const sent = request(`${twin.origin}/nowhere`, { method: 'POST', agent, headers: { 'Content-Length': length } })
  sent.write('a')
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve)
    sent.once('error', reject)
  })
  // Ending the connection in the middle of the body is an error of the request.
  sent.removeAllListeners('error')
  sent.once('error', () => undefined)
  response.resume()
  return response
}

it('the response to a request that announces more than is read says that the connection closes', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const response = await sendBeginning(agent, 50_000_000)
  expect([response.statusCode, response.headers.connection]).toEqual([404, 'close'])
  agent.destroy()
})

it('a caller that hangs up in the middle of a body that no one reads harms no one', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const response = await sendBeginning(agent, 300_000)
  expect([response.statusCode, response.headers.connection]).toEqual([404, 'keep-alive'])
  const closed = new Promise((resolve) => response.socket.once('close', resolve))
  response.socket.destroy()
  await closed
  expect((await fetch(`${twin.origin}/healthz`)).status).toBe(200)
})
