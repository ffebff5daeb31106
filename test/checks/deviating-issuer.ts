/** An issuer that deviates on purpose: a twin in this process whose answers and access tokens are changed. */
import { helseIdJson } from 'helseid-contract'
import { decodeCompact, type Jwk, publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import type { CheckResult } from '../../mock-sts/checks/result.ts'
import { type Part, stsResults } from '../../mock-sts/checks/sts/sts-results.ts'
import { stsContext } from '../../mock-sts/cli/check/sts-context.ts'
import type { HttpRequest } from '../../mock-sts/http/send-request.ts'
import { demoSigningKey, signToken } from '../../mock-sts/keys/signing-keys.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { start, toFetch } from '../mock-sts/endpoints/case-harness.ts'

type Members = Record<string, unknown>

/** Each part is changed in place. */
export interface Deviation {
  readonly header?: (header: Members) => void
  readonly claims?: (claims: Members) => void
  /** The signed token. */
  readonly token?: (token: string) => string
  readonly body?: (body: Members) => void
  readonly error?: (body: Members) => void
  readonly headers?: (headers: Headers, body: Members) => void
}

const key = keyRing.registered as Jwk
const scope = 'nhn:journal/read'
const issuer = 'http://localhost:8080/test'

/** Results that are neither passed nor not reached, as outcome and fields by id. */
export function deviationsIn(results: readonly CheckResult[]): Readonly<Record<string, readonly string[]>> {
  const deviating = results.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'not reached')
  return Object.fromEntries(
    deviating.map(({ id, outcome, findings }) => [id, [outcome, ...findings.map(({ where = '' }) => where)]]),
  )
}

/** The results of the whole check; no port is opened. */
export async function checkIssuer(
  deviation: Deviation,
  parts: readonly Part[] = ['token', 'contract', 'cases', 'metadata'],
  runs = 1,
) {
  const client = { clientId: 'plain', key, scope }
  const registration = { clientId: 'plain', jwks: { keys: [publicJwk(key)] }, scopes: [scope] }
  const twin = createHelseIdMock({ now: () => start * 1000, clients: [registration] })
  const send = async ({ method = 'GET', url, headers = [], body = '' }: HttpRequest) => {
    const request = toFetch({ method, url, headers, body, assertion: '', proof: '' })
    const answer = await twin.handle(request, { rawHeaders: headers.flat() })
    return url.endsWith('/connect/token') ? changed(answer, deviation) : answer
  }
  const check = {
    issuer,
    client,
    rights: { scope },
    profile: 'today',
    maxWait: 0,
    parts,
    tokens: 40,
    restart: undefined,
  } as const
  const contextOf = () => ({
    ...stsContext(check, send),
    now: () => start,
    send: async ({ method, url, headers, body }: HttpRequest) =>
      send({ url, ...(method && { method }), ...(headers && { headers }), ...(body && { body }) }),
  })
  const controlAt = () => {
    throw new Error('the issuer was taken for a twin')
  }
  const ways = { send, contextOf, sessionContext: contextOf(), twin: { controlAt } }
  const results: CheckResult[] = []
  for (let run = 0; run < runs; run += 1) for await (const result of stsResults(check, ways)) results.push(result)
  return results
}

async function changed(answer: Response, deviation: Deviation): Promise<Response> {
  const text = await answer.text()
  const body = JSON.parse(text) as Members
  const headers = new Headers(answer.headers)
  if (typeof body.access_token === 'string') {
    body.access_token = await changedToken(body.access_token, deviation)
    deviation.body?.(body)
  } else deviation.error?.(body)
  deviation.headers?.(headers, body)
  // Known to be a twin by this header.
  headers.delete('x-helseid-mock-verdict')
  return new Response(helseIdJson(body), { status: answer.status, headers })
}

async function changedToken(
  token: string,
  { header: changeHeader, claims: changeClaims, token: change }: Deviation,
): Promise<string> {
  const { header, claims } = decodeCompact(token) as { header: Members; claims: Members }
  changeHeader?.(header)
  changeClaims?.(claims)
  const signed = changeHeader || changeClaims ? await signToken(demoSigningKey('test'), header, claims) : token
  return change?.(signed) ?? signed
}
