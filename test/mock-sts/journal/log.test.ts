/** Log lines: what a request can write into them, and callers that hang up. */
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'

const logged = async (request: Request) => {
  const messages: { level: string; message: string }[] = []
  const twin = createHelseIdMock({ log: ({ level, message }) => messages.push({ level, message }) })
  await twin.handle(request)
  return messages
}
const token = 'http://localhost:8080/test/connect/token'

// Unicode 9.1, UAX #9: marks that change the order in which a line is read; C1 controls; line separators.
it.each([0x202a, 0x202e, 0x2066, 0x2069, 0x200e, 0x200f, 0x061c, 0x2028, 0x2029, 0x85, 0x9b, 0x1b, 0x0a])(
  'U+%i is escaped in the line',
  async (code) => {
    const body = new URLSearchParams({ client_id: `a${String.fromCodePoint(code)}b` })
    const [line] = await logged(new Request(token, { method: 'POST', body }))
    expect(line?.message).toContain(`a\\u${code.toString(16).padStart(4, '0')}b`)
    expect(line?.message).not.toContain(String.fromCodePoint(code))
  },
)

it('a caller that hangs up is one quiet line without a stack', async () => {
  const broken = new ReadableStream({
    pull: (controller) => controller.error(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })),
  })
  const request = new Request(token, { method: 'POST', body: broken, duplex: 'half' } as RequestInit)
  expect(await logged(request)).toEqual([{ level: 'info', message: 'POST /test/connect/token: the caller hung up' }])
})
