/** An example of each operation: its body, and what the twin answers. The published document has them. */
import { stsNames } from 'helseid-contract'

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
  flow: id,
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
const clock = {
  now: '2026-12-01T09:00:00.000Z',
  incoming: '2026-12-01T09:00:00.000Z',
  real: '2026-12-01T09:00:00.000Z',
  offset: 0,
  frozen: false,
  incomingBy: 'real time',
}
const scenarioInUse = {
  id,
  begunAt: 1_796_115_600_000,
  acted: 0,
  sequence: ['server-error'],
  clientId: 'my-client',
  times: 1,
}
const flow = {
  id,
  at: 1_796_115_600_000,
  lastAt: 1_796_115_600_000,
  sts: 'test',
  clientId: 'my-client',
  outcome: 'refused',
  statuses: [400],
  count: 1,
  requests: [request],
}
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
  sources: [{ text: 'RFC 6749 5.2' }],
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
  getSignedCurl: { answer: "curl 'http://localhost:8080/test/connect/token' \\\n  -H 'DPoP: eyJ0…'" },
  getRawRequest: { answer: 'POST /test/connect/token HTTP/1.1\r\nhost: localhost:8080\r\n\r\nclient_id=my-client' },
  listClients: { answer: { clients: [{ ...client, sts: [...stsNames] }], lastUsed: [] } },
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
          gets: '500 without a body',
          happens: 'The token endpoint fails.',
          group: 'token endpoint: 500',
          shows: 'transport',
          goodClient: 'Reports the failure.',
          at: 'token answer',
        },
      ],
      inUse: [],
      ended: [],
    },
  },
  useScenario: {
    body: { name: 'server-error', clientId: 'my-client', times: 1 },
    answer: { inUse: [scenarioInUse] },
  },
  stopScenario: {},
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
  listTokens: {
    answer: {
      tokens: [
        {
          jti: '4F0A5C1E2B7D49E6A1C3F8D07B6E2A91',
          clientId: 'my-client',
          scope: 'nhn:my-api/read',
          tokenType: 'DPoP',
          jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
          issuedAt: 1_796_115_600,
          expiresAt: 1_796_116_200,
          ended: false,
        },
      ],
    },
  },
  endToken: {},
  getClock: { answer: clock },
  moveClock: { body: { advance: { days: 1 } }, answer: clock },
  listKeys: { answer: { keys } },
  changeKeys: { body: { do: 'publish', sts: 'test' }, answer: { kid: 'second', keys } },
  listSessions: { answer: { sessions: [id] } },
  createSession: { body: { profile: 'next' }, answer: session },
  getSession: { answer: session },
  endSession: {},
  reset: {},
  listRules: {
    answer: {
      rules: [
        {
          ...rule,
          step: 'client',
          severity: { today: 'reject', next: 'reject', lenient: 'reject' },
          needs: [],
          answer: { to: 'body', error: 'invalid_client' },
        },
      ],
    },
  },
  listFlows: {
    answer: {
      flows: [flow],
      matching: 1,
      byOutcome: { accepted: 0, warned: 0, refused: 1, challenged: 0, answered: 0 },
      more: false,
      dropped: 0,
    },
  },
  getFlow: { answer: flow },
  explain: {
    body: { text: 'curl http://localhost:8080/test/connect/token -d grant_type=client_credentials' },
    answer: {
      codes: [],
      explanations: [
        {
          what: 'token request',
          issuer: 'http://localhost:8080/test',
          issuerFrom: 'the request URL',
          clientId: 'unknown',
          at: 1_796_115_600,
          atFrom: 'now, because it contains no time',
          signature: 'not verified',
          notChecked: [],
          verdict: {
            outcome: 'refused',
            answer: { error: 'invalid_request', rule: 'credentials-present' },
            rules: [{ ...rule, severity: 'reject', outcome: 'passed' }],
          },
          decoded: {},
        },
      ],
      notJudged: [],
    },
  },
  getOverview: {
    answer: {
      version: '0.1.0',
      health: 'ok',
      startedAt: 1_796_115_600_000,
      uptimeSeconds: 61,
      guarded: false,
      stses: [
        {
          name: 'prod',
          issuer: 'http://localhost:8080/prod',
          profile: 'today',
          metadata: '2025-12',
          environments: ['prod'],
        },
      ],
      clock,
      scenarios: [],
      requests: { total: 1, accepted: 0, warned: 0, refused: 1, challenged: 0, answered: 0, inJournal: 1, dropped: 0 },
      brokenRules: [{ id: 'client-known', severity: 'reject', requests: 1, requires: rule.requires }],
      rules: { confirmed: 19, likely: 70, unknown: 28 },
      clients: 1,
      apis: 1,
      sessions: 0,
    },
  },
  getOpenApi: { answer: { openapi: '3.1.1' } },
  getCaCertificate: { answer: '-----BEGIN CERTIFICATE-----' },
}
