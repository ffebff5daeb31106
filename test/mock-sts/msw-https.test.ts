/** msw and `node:https`: what it does not intercept (interceptors#201), and the lines that change it. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import * as namespace from 'node:https'
import https, { get } from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { createHelseIdMock } from 'helseid-mock/msw'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'

const metadata = 'https://helseid-sts.test.nhn.no/.well-known/openid-configuration'
const server = setupServer(...createHelseIdMock().handlers)

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterAll(() => {
  server.close()
  syncBuiltinESMExports()
})

/** Status of the metadata, or why there is none. A request that reaches the network fails in its name lookup. */
const status = (send: typeof https.get) =>
  new Promise<number | string | undefined>((resolve) => {
    const lookup = (_name: string, _options: unknown, done: (error: Error, address: string) => void) =>
      done(new Error('the real host was dialled'), '')
    send(metadata, { lookup: lookup as never }, (response: IncomingMessage) => {
      response.resume()
      resolve(response.statusCode)
    }).on('error', ({ message }) => resolve(message))
  })

describe('msw', () => {
  it('intercepts the default import of node:https, but not its namespace or named imports, of which the twin warns once', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    onTestFinished(() => warn.mockRestore())
    expect(await status(https.get)).toBe(200)
    expect(warn).not.toHaveBeenCalled()
    expect(await status(namespace.get)).toBe('the real host was dialled')
    expect(await status(get)).toBe('the real host was dialled')
    expect(warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^a request to helseid-sts\.test\.nhn\.no left .* call syncBuiltinESMExports\(\) of node:module$/,
        ),
        'HelseIdMockWarning',
      ],
    ])
  })

  it('intercepts all of them after the lines that README.md shows', async () => {
    syncBuiltinESMExports()
    expect([await status(https.get), await status(namespace.get), await status(get)]).toEqual([200, 200, 200])
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
    const lines = [
      "import { syncBuiltinESMExports } from 'node:module'",
      'setupServer(...helseId.handlers).listen()',
      'syncBuiltinESMExports()',
    ]
    let from = 0
    for (const line of lines) {
      from = readme.indexOf(`\n${line}`, from)
      expect(from, line).toBeGreaterThan(0)
    }
  })
})
