/** The control plane and the workbench of a session that does not exist. */
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'

const get = (twin: ReturnType<typeof createHelseIdMock>, path: string, accept: string) =>
  twin.handle(new Request(`http://localhost:8080${path}`, { headers: { accept } }))

it('of an unknown session do not count as requests of a client', async () => {
  const twin = createHelseIdMock()
  const response = await get(twin, '/s/nonsense/_mock/events', 'text/event-stream')
  expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
  expect(twin.requestsTo('other')).toEqual([])
  await get(twin, '/s/nonsense/test/connect/token', '*/*')
  expect(twin.requestsTo('other')).toHaveLength(1)
})

it('of an unknown session are a page for a browser, which leads to the twin', async () => {
  const response = await get(createHelseIdMock(), '/s/nonsense/_mock/ui/', 'text/html')
  expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  const text = await response.text()
  expect(text).toContain('This session does not exist')
  const [, href = ''] = /<a href="([^"]+)">Open the twin/.exec(text) ?? []
  expect(new URL(href, 'http://localhost:8080/s/nonsense/_mock/ui/').pathname).toBe('/_mock/ui/')
})
