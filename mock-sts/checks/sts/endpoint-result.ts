/** E21: the answers of the advertised endpoints other than the token endpoint, metadata and JWKS. */
import type { sendRequest } from '../../http/send-request.ts'
import type { CheckResult, Finding } from '../result.ts'
import { found, type IssuerRow } from './issuer-row.ts'
import type { OwnAddresses } from './own-addresses.ts'

const row: IssuerRow = {
  id: 'E21',
  requires:
    'Every advertised endpoint answers; one that is not implemented answers 400 with an OAuth error, never 404 or 5xx',
  status: 'choice',
  source: 'a choice of the twin, with the error of RFC 6749 5.2',
}

/** Called without parameters, as a browser or a client might call them first. */
const methods: Readonly<Record<string, 'GET' | 'POST'>> = {
  authorization_endpoint: 'GET',
  userinfo_endpoint: 'GET',
  end_session_endpoint: 'GET',
  check_session_iframe: 'GET',
  revocation_endpoint: 'POST',
  introspection_endpoint: 'POST',
  device_authorization_endpoint: 'POST',
  backchannel_authentication_endpoint: 'POST',
  pushed_authorization_request_endpoint: 'POST',
}

export async function endpointResult(addresses: OwnAddresses, send: typeof sendRequest): Promise<CheckResult> {
  const startedAt = performance.now()
  const findings: Finding[] = []
  for (const [name, method] of Object.entries(methods)) {
    const url = addresses[name]
    const seen = url === undefined ? undefined : await deviationAt(method, url, send)
    if (seen !== undefined)
      findings.push({ where: `${method} ${name}`, expected: 'no 404, no 5xx, 400 with an OAuth error', seen })
  }
  return found(row, findings, startedAt)
}

async function deviationAt(method: 'GET' | 'POST', url: string, send: typeof sendRequest): Promise<string | undefined> {
  const headers = method === 'POST' ? [['Content-Type', 'application/x-www-form-urlencoded'] as const] : []
  try {
    return await deviationIn(await send({ method, url, headers }))
  } catch (error) {
    // The issuer has answered before, so a missing answer here is a finding.
    if (!(error instanceof TypeError) || error.message !== 'fetch failed') throw error
    return `no answer: ${(error.cause as Error | undefined)?.message ?? error.message}`
  }
}

async function deviationIn(response: Response): Promise<string | undefined> {
  const { status } = response
  if (status === 404 || status >= 500) return String(status)
  if (status !== 400) return undefined
  const type = response.headers.get('content-type') ?? 'no media type'
  if (!type.startsWith('application/json')) return `400, ${type}`
  const body: unknown = await response.json().catch(() => undefined)
  return typeof Object(body).error === 'string' ? undefined : '400 without error'
}
