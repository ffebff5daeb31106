/** The behaviour suite against the entry points that need no Docker engine: in this process, HTTP, HTTPS and msw. */
import { createHelseIdMock, type StartOptions, startMockSts } from 'helseid-mock'
import { createHelseIdMock as createMswMock } from 'helseid-mock/msw'
import { setupServer } from 'msw/node'
import { createControlApi } from '../../mock-sts/control/control-api.ts'
import { sendRequest } from '../../mock-sts/http/send-request.ts'
import type { EntryPointKind } from './entry-point.ts'
import { behaviours } from './suite.ts'

const inProcess: EntryPointKind = {
  name: 'in this process',
  async start(options) {
    const twin = createHelseIdMock(options)
    const base = 'http://localhost:8080'
    const toFetch = (url: string, method = 'GET', headers: readonly (readonly [string, string])[] = [], body = '') => {
      const fields = new Headers()
      for (const [name, value] of headers) fields.append(name, value)
      const sent = method === 'GET' ? {} : { body: new TextEncoder().encode(body) }
      return twin.handle(new Request(url, { method, headers: fields, ...sent }), { rawHeaders: headers.flat() })
    }
    return {
      name: 'in this process',
      issuer: (sts) => `${base}/${sts}`,
      send: ({ url, method, headers, body }) => toFetch(url, method, headers, body),
      get: (url) => toFetch(url),
      registerClient: twin.registerClient,
      registerApi: async (api) => {
        await toFetch(`${base}/_mock/apis`, 'POST', [['Content-Type', 'application/json']], JSON.stringify(api))
      },
      api: `${base}/nhn-api/test/hello`,
      close: async () => undefined,
    }
  },
}

const onAPort = (name: string, more: StartOptions): EntryPointKind => ({
  name,
  async start(options) {
    const twin = await startMockSts({ ...options, ...more, port: 0 })
    const ca = twin.caCertificate
    const control = createControlApi(twin.origin, { ca })
    return {
      name,
      issuer: twin.issuer,
      send: ({ method, url, headers, body }) => sendRequest({ method, url, headers, body, ca }),
      get: (url) => sendRequest({ url, ca }),
      registerClient: control.registerClient,
      registerApi: control.registerApi,
      api: `${twin.origin}/nhn-api/test/hello`,
      close: twin.close,
    }
  },
})

const msw: EntryPointKind = {
  name: 'msw',
  exempt: { C45: 'a fetch Request joins header fields by a comma: two fields and two proofs in one look the same' },
  async start(options) {
    const twin = createMswMock(options)
    const server = setupServer(...twin.handlers)
    server.listen({ onUnhandledFrame: 'error' })
    return {
      name: 'msw',
      issuer: twin.issuer,
      async send({ method, url, headers, body }) {
        const fields = new Headers()
        for (const [name, value] of headers) fields.append(name, value)
        return fetch(url, {
          method,
          headers: fields,
          ...(method !== 'GET' && { body: new TextEncoder().encode(body) }),
        })
      },
      get: (url) => fetch(url),
      registerClient: twin.registerClient,
      registerApi: async (api) => {
        const init = { method: 'POST', body: JSON.stringify(api) }
        await fetch('https://helseid-sts.test.nhn.no/_mock/apis', init)
      },
      close: async () => server.close(),
    }
  },
}

for (const kind of [inProcess, onAPort('HTTP', {}), onAPort('HTTPS', { tls: true }), msw]) behaviours(kind)
