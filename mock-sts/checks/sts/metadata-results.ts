/** The E rows of the table of cases that compare an issuer's metadata and keys with the recording. */
import { discoveryDocument, dpopAlgorithms, endpoints } from 'helseid-contract'
import { privateMembers } from 'helseid-contract/rules'
import { sendRequest } from '../../http/send-request.ts'
import type { CheckResult, Finding } from '../result.ts'
import { shown } from './reference-answers.ts'

interface MetadataRow {
  readonly id: string
  readonly requires: string
  readonly status: 'confirmed' | 'likely' | 'unknown'
  readonly find: (seen: Seen) => readonly Finding[]
}

interface Seen {
  readonly issuer: string
  readonly document: Readonly<Record<string, unknown>>
  readonly recorded: Readonly<Record<string, unknown>>
  readonly keys: readonly Readonly<Record<string, unknown>>[]
  readonly answers: readonly {
    readonly address: string
    /** Undefined if the answer has none. */
    readonly contentType: string | undefined
    readonly cacheControl: string | null
  }[]
  /** The status of a POST to each document. */
  readonly posted: readonly number[]
}

const member =
  (name: string) =>
  ({ document, recorded }: Seen) => {
    const [expected, seen] = [shown(recorded[name]), shown(document[name])]
    return expected === seen ? [] : [{ where: name, expected, seen }]
  }
const members =
  (...names: readonly string[]) =>
  (seen: Seen) =>
    names.flatMap((name) => member(name)(seen))
const finding = (isMet: boolean, expected: string, seen: unknown): Finding[] =>
  isMet ? [] : [{ expected, seen: shown(seen) }]

const rows: readonly MetadataRow[] = [
  {
    id: 'E01',
    requires: 'issuer is exactly the configured issuer',
    status: 'confirmed',
    find: member('issuer'),
  },
  {
    id: 'E02',
    requires: 'Every endpoint has the issuer’s scheme, host and port',
    status: 'likely',
    find: ({ issuer, document }) =>
      Object.entries(document)
        .filter(([name, value]) => /_(endpoint|uri|iframe)$/.test(name) && originOf(value) !== new URL(issuer).origin)
        .map(([name, value]) => ({ where: name, expected: new URL(issuer).origin, seen: String(value) })),
  },
  {
    id: 'E03',
    requires: 'The members are exactly those recorded',
    status: 'unknown',
    find: ({ document, recorded }) => [
      ...Object.keys(recorded)
        .filter((name) => !(name in document))
        .map((where) => ({ where, expected: 'a member', seen: 'nothing' })),
      ...Object.keys(document)
        .filter((name) => !(name in recorded))
        .map((where) => ({ where, expected: 'no such member', seen: JSON.stringify(document[where]) })),
    ],
  },
  {
    id: 'E04',
    requires: 'dpop_signing_alg_values_supported as recorded',
    status: 'confirmed',
    find: member('dpop_signing_alg_values_supported'),
  },
  {
    id: 'E05',
    requires: 'token_endpoint_auth_methods_supported as recorded',
    status: 'confirmed',
    find: member('token_endpoint_auth_methods_supported'),
  },
  {
    id: 'E06',
    requires: 'token_endpoint_auth_signing_alg_values_supported as recorded',
    status: 'unknown',
    find: member('token_endpoint_auth_signing_alg_values_supported'),
  },
  {
    id: 'E07',
    requires: 'grant_types_supported as recorded',
    status: 'confirmed',
    find: member('grant_types_supported'),
  },
  {
    id: 'E08',
    requires: 'scopes_supported as recorded, without API scopes',
    status: 'confirmed',
    find: member('scopes_supported'),
  },
  {
    id: 'E09',
    requires: 'The JWKS has 3072-bit RSA keys for RS256, with kid, x5t and x5c, and no private members',
    status: 'confirmed',
    find: ({ keys }) => [
      ...finding(keys.length > 0, 'a key', keys.length),
      ...keys.flatMap((key) => [
        ...finding(key.kty === 'RSA' && key.use === 'sig' && key.alg === 'RS256', 'RSA, sig, RS256', [
          key.kty,
          key.use,
          key.alg,
        ]),
        ...finding(/^[0-9A-F]{40}$/.test(String(key.kid)), 'kid with 40 upper-case hex digits', key.kid),
        ...finding(Array.isArray(key.x5c), 'x5c', key.x5c),
        ...finding(
          Buffer.from(String(key.x5t), 'base64url').toString('hex').toUpperCase() === key.kid,
          'x5t equal to kid',
          key.x5t,
        ),
        ...finding(
          Buffer.from(String(key.n), 'base64url').length === 384,
          'a modulus of 3072 bits',
          Buffer.from(String(key.n), 'base64url').length * 8,
        ),
        ...finding(privateMembers(key).length === 0, 'no private member', privateMembers(key)),
      ]),
    ],
  },
  { id: 'E13', requires: 'No mtls_endpoint_aliases', status: 'confirmed', find: member('mtls_endpoint_aliases') },
  {
    id: 'E14',
    requires: 'require_pushed_authorization_requests is false',
    status: 'confirmed',
    find: member('require_pushed_authorization_requests'),
  },
  {
    id: 'E15',
    requires: 'expired_jwks_uri and available_idps as recorded',
    status: 'confirmed',
    find: members('expired_jwks_uri', 'available_idps'),
  },
  {
    id: 'E16',
    requires:
      'The lists of claims, response types and modes, prompts, algorithms, subject types and code challenge methods as recorded',
    status: 'confirmed',
    find: members(
      'claims_supported',
      'response_types_supported',
      'response_modes_supported',
      'prompt_values_supported',
      'request_object_signing_alg_values_supported',
      'id_token_signing_alg_values_supported',
      'subject_types_supported',
      'code_challenge_methods_supported',
    ),
  },
  {
    id: 'E17',
    requires: 'The four logout members are true',
    status: 'confirmed',
    find: members(
      'frontchannel_logout_supported',
      'frontchannel_logout_session_supported',
      'backchannel_logout_supported',
      'backchannel_logout_session_supported',
    ),
  },
  {
    id: 'E18',
    requires: 'Metadata and JWKS have no Cache-Control',
    status: 'likely',
    find: ({ answers }) =>
      answers.flatMap(({ address, cacheControl }) => finding(cacheControl === null, `${address}: none`, cacheControl)),
  },
  {
    id: 'E19',
    requires: 'Metadata and JWKS are application/json; charset=UTF-8',
    status: 'likely',
    find: ({ answers }) =>
      answers.flatMap(({ address, contentType }) =>
        finding(
          contentType?.toLowerCase() === 'application/json; charset=utf-8',
          `${address}: application/json; charset=UTF-8`,
          contentType,
        ),
      ),
  },
  {
    id: 'E20',
    requires: 'POST to metadata and JWKS is answered with 405',
    status: 'likely',
    find: ({ posted }) => posted.flatMap((status) => finding(status === 405, '405', status)),
  },
]

/** `send` may pace the requests. @throws {TypeError} `fetch failed`, if no answer comes */
export async function metadataResults(
  issuer: string,
  profile: 'today' | 'next',
  send: typeof sendRequest = sendRequest,
): Promise<readonly CheckResult[]> {
  const addresses = [endpoints.discovery, endpoints.jwks].map((path) => issuer + path)
  const read = []
  for (const address of addresses) read.push({ address, response: await send({ url: address }) })
  const posted: number[] = []
  for (const url of addresses) posted.push((await send({ method: 'POST', url })).status)
  const [document, jwks] = await Promise.all(read.map(({ response }) => jsonOf(response)))
  const seen: Seen = {
    issuer,
    document: document ?? {},
    recorded: recordedFor(issuer, profile, document ?? {}),
    keys: Array.isArray(jwks?.keys) ? jwks.keys.map(Object) : [],
    answers: read.map(({ address, response: { headers } }) => ({
      address,
      contentType: headers.get('content-type') ?? undefined,
      cacheControl: headers.get('cache-control'),
    })),
    posted,
  }
  return rows.map(({ id, requires, status, find }) => {
    const findings = find(seen)
    const outcome = findings.length === 0 ? 'passed' : status === 'confirmed' ? 'failed' : 'learned'
    return {
      id,
      group: 'metadata',
      requires,
      outcome,
      findings,
      source: `case ${id} (${status}): recorded in HelseID.Library DiscoveryDocumentGetterTests.cs`,
    }
  })
}

/** The recording that `document` is a version of: only the older one has a device endpoint. */
function recordedFor(
  issuer: string,
  profile: 'today' | 'next',
  document: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const version = 'device_authorization_endpoint' in document ? '2025-02' : '2025-12'
  const dpopSigningAlgorithms = profile === 'next' ? dpopAlgorithms.documented : dpopAlgorithms.advertised
  return discoveryDocument(issuer, { version, dpopSigningAlgorithms })
}

async function jsonOf(response: Response): Promise<Record<string, unknown> | undefined> {
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  if (!isJson) return undefined
  const value: unknown = await response.json().catch(() => undefined)
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}

/** Undefined if the value is not an absolute URL. */
function originOf(address: unknown): string | undefined {
  return URL.canParse(String(address)) ? new URL(String(address)).origin : undefined
}
