/** The body of a request that arrived with its headers, in pieces, too long, or not at all. */
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { boundedBody } from '../../../mock-sts/http/bounded-body.ts'
import { receivedRequest } from '../../../mock-sts/http/http-request.ts'

function received(method: string) {
  const incoming = Object.assign(new IncomingMessage(new Socket()), { method })
  const request = receivedRequest(new URL('http://localhost/'), incoming, new AbortController().signal)
  /** As Node's parser does after the last byte. */
  const end = () => {
    incoming.complete = true
    incoming.push(null)
  }
  return { incoming, request, end }
}
const read = ({ body, bodyBytes }: Awaited<ReturnType<typeof boundedBody>>) => [body?.toString(), bodyBytes]

it('is read whole when all of it has arrived, and the connection can be used again', async () => {
  const { incoming, request, end } = received('POST')
  incoming.push('scope=')
  incoming.push('a')
  end()
  const ended = new Promise((resolve) => incoming.once('end', resolve))
  expect(read(await boundedBody(request, 7))).toEqual(['scope=a', 7])
  await ended
})

it('is read to its end when it comes in pieces', async () => {
  const { incoming, request, end } = received('POST')
  incoming.push('scope=')
  const body = boundedBody(request, 100)
  setImmediate(() => {
    incoming.push('a')
    end()
  })
  expect(read(await body)).toEqual(['scope=a', 7])
})

it('is not returned when it is longer than the maximum, though all of it has arrived', async () => {
  const { incoming, request, end } = received('POST')
  incoming.push('scope=a')
  end()
  expect(read(await boundedBody(request, 6))).toEqual([undefined, 7])
})

it('is empty when there is none, and when it was read before', async () => {
  const { request, end } = received('POST')
  end()
  expect(read(await boundedBody(request, 6))).toEqual(['', 0])
  expect(read(await boundedBody(request, 6))).toEqual(['', 0])
})

it('that breaks off is an error', async () => {
  const { incoming, request } = received('POST')
  incoming.push('scope=')
  const body = boundedBody(request, 100)
  setImmediate(() => incoming.destroy())
  await expect(body).rejects.toThrow(/Premature close|aborted/)
})

it('that has arrived but whose caller has left is an error', async () => {
  const { incoming, request, end } = received('POST')
  incoming.push('scope=a')
  end()
  incoming.destroy()
  await expect(boundedBody(request, 100)).rejects.toThrow(/Premature close|aborted/)
})

it.each(['GET', 'HEAD'])('of %s is not read, as in a fetch Request', async (method) => {
  const { incoming, request, end } = received(method)
  incoming.push('scope=a')
  end()
  expect(read(await boundedBody(request, 100))).toEqual(['', 0])
})
