/** The workbench in a clone where its files have not been built. */
import { readFileSync } from 'node:fs'
import { createHelseIdMock } from 'helseid-mock'
import { expect, it, vi } from 'vitest'
import { buildCommand } from '../../../mock-sts/ui/serve.ts'

vi.mock('../../../mock-sts/ui/built-files.ts', () => ({ builtPage: () => undefined, builtAsset: () => undefined }))

it('the address says which command builds it, which package.json has', async () => {
  const response = await createHelseIdMock().fetch('http://localhost:8080/_mock/ui/', {
    headers: { accept: 'text/html' },
  })
  const text = await response.text()
  expect(response.status).toBe(503)
  expect(text).toContain('<h1>The workbench has not been built</h1>')
  expect(text).toContain(buildCommand)
  const { scripts } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
  expect(`npm run ${Object.keys(scripts).find((name) => name === 'build:ui')}`).toBe(buildCommand)
  // npm ci runs it, too.
  expect(scripts.prepare).toContain('build:ui')
})

it('a verdict link shows a browser the verdict as text', async () => {
  const twin = createHelseIdMock()
  const body = new URLSearchParams({ client_id: 'unknown', grant_type: 'client_credentials' })
  const refused = await twin.fetch('http://localhost:8080/test/connect/token', { method: 'POST', body })
  const link = refused.headers.get('x-helseid-mock-verdict') ?? ''
  const response = await twin.fetch(link, { headers: { accept: 'text/html' } })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; charset=UTF-8'])
  expect(await response.text()).toMatch(/^REFUSED: 400 invalid_client/)
})
