/** An API that keeps each request as it was received, and answers as a test says. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface ReceivedCall {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export interface RecordingApi {
  readonly origin: string
  readonly calls: readonly ReceivedCall[]
}

export type Answer = (response: ServerResponse, call: ReceivedCall) => void

export async function startRecordingApi(answer: Answer = (response) => response.end()): Promise<RecordingApi> {
  const calls: ReceivedCall[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url: target = '', headers } = request
    const call = { method, target, headers, body: Buffer.concat(chunks) }
    calls.push(call)
    answer(response, call)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls }
}
