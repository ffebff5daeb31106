/** An example of each operation: its body, and what the twin answers. The published document has them. */

/** RFC 7517, appendix A.1. */
const publicKey = {
  kty: 'EC',
  crv: 'P-256',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
  kid: '1',
}
const client = { clientId: 'my-client', jwks: { keys: [publicKey] }, scopes: ['nhn:my-api/read'] }
const api = { audience: 'nhn:my-api', tokenLifetime: 300 }
const id = '0f8fad5b-d9cb-469f-a165-70867728950e'
const request = {
  id,
  at: 1_796_115_600_000,
  sts: 'test',
  endpoint: 'token',
  method: 'POST',
  url: 'http://localhost:8080/test/connect/token',
  status: 400,
  clientId: 'my-client',
  error: 'invalid_request',
  outcome: 'refused',
}
const clock = { now: '2026-12-01T09:00:00.000Z', incoming: '2026-12-01T09:00:00.000Z' }
const session = {
  id,
  origin: `http://localhost:8080/s/${id}`,
  issuers: { test: `http://localhost:8080/s/${id}/test` },
}
const rule = {
  id: 'client-known',
  requires: 'The client is registered',
  at: 'assertion.claims.iss',
  status: 'confirmed',
  source: { reference: 'RFC 6749 5.2' },
}
const keys = [{ kid: 'first', state: 'active' }]

export interface Example {
  readonly body?: unknown
  readonly answer?: unknown
}

/** By `operationId`; without `answer` for operations that answer nothing. */
export const examples: Readonly<Record<string, Example>> = {
  listRequests: { answer: { requests: [request], dropped: 0 } },
  clearRequests: {},
  getRequest: {
    answer: {
      ...request,
      verdict: { outcome: 'refused', rules: [{ ...rule, severity: 'reject', outcome: 'passed' }] },
      received: { requestLine: 'POST /test/connect/token HTTP/1.1', headers: [['host', 'localhost:8080']] },
    },
  },
  getRawRequest: { answer: 'POST /test/connect/token HTTP/1.1\r\nhost: localhost:8080\r\n\r\nclient_id=my-client' },
  listClients: { answer: { clients: [{ ...client, sts: ['test', 'qa', 'prod'] }] } },
  registerClient: { body: client, answer: client },
  getClient: { answer: client },
  removeClient: {},
  confirmClient: { answer: { ...client, enabled: true } },
  listApis: { answer: { apis: [api] } },
  registerApi: { body: api, answer: api },
  listScenarios: {
    answer: {
      scenarios: [
        {
          name: 'server-error',
          happens: 'The token endpoint fails.',
          group: 'token endpoint: 500',
          shows: 'transport',
          goodClient: 'Reports the failure.',
          at: 'token answer',
        },
      ],
      inUse: [],
    },
  },
  useScenario: {
    body: { name: 'server-error', clientId: 'my-client', times: 1 },
    answer: { inUse: [{ sequence: ['server-error'], clientId: 'my-client', times: 1 }] },
  },
  clearScenarios: {},
  mintToken: {
    body: { audience: ['nhn:my-api'], scopes: ['nhn:my-api/read'], proof: { url: 'http://localhost:3000/read' } },
    answer: {
      accessToken: 'eyJhbGciOiJQUzI1NiJ9.e30.c2lnbmF0dXJl',
      proofKey: { kty: 'EC', crv: 'P-256' },
      claims: { aud: 'nhn:my-api' },
      proof: 'eyJ0eXAiOiJkcG9wK2p3dCJ9.e30.c2lnbmF0dXJl',
    },
  },
  getClock: { answer: clock },
  moveClock: { body: { advance: { days: 1 } }, answer: clock },
  listKeys: { answer: { keys } },
  changeKeys: { body: { do: 'publish', sts: 'test' }, answer: { kid: 'second', keys } },
  listSessions: { answer: { sessions: [id] } },
  createSession: { body: { profile: 'next' }, answer: session },
  getSession: { answer: session },
  endSession: {},
  reset: {},
  listRules: { answer: { rules: [{ ...rule, needs: [], answer: { to: 'body', error: 'invalid_client' } }] } },
  getOpenApi: { answer: { openapi: '3.1.1' } },
  getCaCertificate: { answer: '-----BEGIN CERTIFICATE-----' },
}
