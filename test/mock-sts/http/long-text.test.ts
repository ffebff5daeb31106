/** What the twin answers and logs stays short, however long the text is that it quotes. */
import { createHelseIdMock, type LogEvent } from 'helseid-mock'
import { expect, it } from 'vitest'

const post = (body: unknown) => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
})

it('cuts a long name that a problem quotes, and says how long it was', async () => {
  const twin = createHelseIdMock()
  const answer = await twin.handle(
    new Request('http://localhost/_mock/clients', post({ clientId: 'a', ['x'.repeat(400_000)]: 1 })),
  )
  const text = await answer.text()
  expect(answer.status).toBe(400)
  expect(text.length).toBeLessThan(20_000)
  expect(text).toMatch(/x{1000}… \(\d{6} characters\)/)
})

it('leaves out the faults that make a problem too long', async () => {
  const twin = createHelseIdMock()
  const members = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`${'x'.repeat(900)}${index}`, 1]))
  const answer = await twin.handle(new Request('http://localhost/_mock/clients', post({ clientId: 'a', ...members })))
  expect(answer.status).toBe(400)
  expect((await answer.text()).length).toBeLessThan(100_000)
})

it('finds a secret in a text that is cut', async () => {
  const twin = createHelseIdMock()
  const name = `client_secret=s3cret-value&${'x'.repeat(400_000)}`
  const answer = await twin.handle(new Request('http://localhost/_mock/clients', post({ clientId: 'a', [name]: 1 })))
  const text = await answer.text()
  expect(text).toContain('(withheld-client-secret)')
  expect(text).not.toContain('s3cret-value')
})

it('cuts a long line of the log', async () => {
  const events: LogEvent[] = []
  let isBroken = false
  const twin = createHelseIdMock({
    log: (event) => events.push(event),
    now: () => {
      if (isBroken) throw new Error('x'.repeat(100_000))
      return 0
    },
  })
  isBroken = true
  await twin.handle(new Request('http://localhost/test/connect/token', { method: 'POST' }))
  const { message = '', fields } = events.find(({ level }) => level === 'error') ?? {}
  expect(message).toMatch(/x{1000}… \(\d{6} characters\)$/)
  expect(message.length).toBeLessThan(5_000)
  expect(String(fields?.fault).length).toBeLessThan(5_000)
})
