/** A valid token request over raw HTTP, after fetching a nonce from the twin. */
import { compose, type Jwk, publicJwk, type RequestChange } from 'helseid-contract/rules'
import type { HelseIdMock } from 'helseid-mock'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { raw, type Seen } from '../http/raw-http.ts'
import { caseContext } from './case-harness.ts'

export const api = 'nhn:test-public-samplecode'
export const scope = `${api}/client-credentials`
export const otherScope = `${api}/other`

/** The client that sends the request. */
export const registration = {
  clientId: 'c',
  jwks: { keys: [publicJwk(keyRing.ec as Jwk)] },
  scopes: [scope, otherScope],
  tenancy: 'multi-tenant',
  supplier: '889640782',
} as const

export interface RawAsk {
  /** Scenario that the request activates. */
  readonly scenario?: string | undefined
  readonly form?: RequestChange['form']
  readonly timeout?: number
}

const details = {
  type: 'helseid_authorization',
  practitioner_role: {
    organization: { identifier: { system: 'urn:oid:1.0.6523', type: 'ENH', value: 'NO:ORGNR:994598759' } },
  },
}

export async function askForToken(sts: HelseIdMock, { scenario, form = {}, timeout }: RawAsk = {}): Promise<Seen> {
  const context = {
    ...caseContext(sts, { assertionKey: 'ec', clientId: 'c', scope }),
    issuer: sts.issuer('test'),
    tokenEndpoint: `${sts.issuer('test')}/connect/token`,
    uuid: () => crypto.randomUUID(),
  }
  const send = async (nonce: string | undefined) => {
    const change = { assertion: { claims: { assertion_details: details } }, form }
    const composed = compose(change, context, { now: Date.now() / 1000, nonce, previous: undefined })
    const { url, headers, body } = composed
    const scenarioHeader = scenario === undefined ? {} : { 'x-helseid-mock-scenario': scenario }
    return raw({ method: 'POST', url, headers: { ...Object.fromEntries(headers), ...scenarioHeader }, body, timeout })
  }
  const challenge = await send(undefined)
  const nonce = challenge.headers['dpop-nonce']
  return nonce === undefined ? challenge : send(String(nonce))
}
