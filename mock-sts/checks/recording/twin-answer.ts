/** Answers a recorded token request as the twin does, at the time of the recording; what a recording cannot show is taken as good. */
import { endpoints } from 'helseid-contract'
import { parsedMembers } from 'helseid-contract/drift'
import {
  type Asks,
  claimsOf,
  decodeCompact,
  type ProfileName,
  type Rule,
  rules,
  type Severity,
} from 'helseid-contract/rules'
import type { ClientKey, ClientRegistration } from '../../clients/registration.ts'
import { assumedClient, noScope } from '../../explain/explain.ts'
import { issuerOf, timeOf } from '../../explain/issuer-and-time.ts'
import { createMemoryStore } from '../../store/memory.ts'
import { assembleTwin } from '../../twin/assemble.ts'
import { realIssuerOf } from '../../twin/foundation.ts'
import { readForm } from '../../verdict/form.ts'
import { severitiesOf } from '../../verdict/severities.ts'
import type { RecordedAnswer, RecordedExchange } from './read-recording.ts'

export interface ComparisonOptions {
  readonly profile: ProfileName
  /** The registration; without it the client is taken to be registered for what it requests. */
  readonly client?: ClientRegistration
  /** The client’s public keys; without them and a registration, signatures are taken as good. */
  readonly keys?: readonly ClientKey[]
  /** Takes signatures as good although there are keys. */
  readonly otherKeys?: boolean
}

export interface TwinAnswer extends RecordedAnswer {
  readonly issuer: string
  /** Epoch seconds. */
  readonly at: number
  /** The id of the rule that decided a refusal. */
  readonly rule?: string
  /** Whether the assertion verifies with a key of the client; absent if no rule was judged. */
  readonly signature?: 'passed' | 'broken' | 'not evaluated'
  /** What is taken as good. */
  readonly unseen: ReadonlySet<Asks>
  /** The rules about it that could have refused the request. */
  readonly unseenRules: readonly Rule[]
  readonly assertion: Readonly<Record<string, unknown>>
  readonly proofHeader: Readonly<Record<string, unknown>>
  readonly proof: Readonly<Record<string, unknown>>
  readonly form: Readonly<Record<string, string>>
}

export async function twinAnswer(
  { request: found, answer, at: recordedAt }: RecordedExchange,
  { profile, client, keys, otherKeys = false }: ComparisonOptions,
): Promise<TwinAnswer> {
  const { request, url } = found
  const form = formOf(request.body?.toString('utf8') ?? '')
  const assertion = claimsOf(form.client_assertion) ?? {}
  const proof = claimsOf(request.dpop[0]) ?? {}
  const { issuer } = issuerOf(undefined, url, assertion, proof)
  const { at } = timeOf(recordedAt, assertion, proof)
  const unseen = new Set<Asks>([
    'memory',
    ...(client === undefined ? (['registration'] as const) : []),
    ...(otherKeys || (client === undefined && keys === undefined) ? (['key'] as const) : []),
  ])
  const registration = client ?? shownRegistration(assumedClient(request, assertion, keys), answer)
  const { mock } = assembleTwin(
    {
      now: () => at * 1000,
      profile,
      severity: taken(unseen, answer),
      clients: [keys === undefined ? registration : { ...registration, jwks: { keys } }],
      log: () => undefined,
    },
    { issuerOf: realIssuerOf, store: createMemoryStore() },
  )
  const headers = new Headers()
  const fields = request.headers ?? []
  for (const [name, value] of fields) if (!/^(?:content-length|host|:.*)$/i.test(name)) headers.append(name, value)
  const { method } = request
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const sent = new Request(issuer + endpoints.token, {
    method,
    headers,
    ...(hasBody && { body: new Uint8Array(request.body ?? []) }),
  })
  const response = await mock.handle(sent, { rawHeaders: fields.flat() })
  const severities = severitiesOf(profile)
  const verdict = mock.requests.at(-1)?.verdict
  const rule = verdict?.answer?.rule
  const signature = verdict?.rules.find(({ id }) => id === 'signature-verifies')?.outcome
  return {
    status: response.status,
    headers: response.headers,
    body: await response.text(),
    issuer,
    at,
    ...(rule !== undefined && { rule }),
    ...(signature !== undefined && { signature }),
    unseen,
    unseenRules: rules.filter(({ id, asks }) => asks && unseen.has(asks) && severities[id] === 'reject'),
    assertion,
    proofHeader: Object(decodeCompact(request.dpop[0] ?? '').header),
    proof,
    form,
  }
}

/** The registration as far as the answer shows it: scopes, withheld scopes, tenancy, and whether DPoP is required. */
function shownRegistration(assumed: ClientRegistration, { body }: RecordedAnswer): ClientRegistration {
  const { scope, rejected_scope: rejected, token_type: type, error_description: description } = parsedMembers(body)
  const words = (value: unknown) => (typeof value === 'string' ? value.split(' ').filter(Boolean) : [])
  const scopes = [...new Set([...assumed.scopes, ...words(scope), ...words(rejected)])]
  const isMultiTenant = rejected !== undefined || showsTenancy(description)
  return {
    ...assumed,
    // Without a scope in the request, one that does not exist stands for those of the client.
    scopes: scopes.filter((one, _, { length }) => length === 1 || one !== noScope),
    ...(rejected !== undefined && { termsNotAccepted: words(rejected) }),
    ...(isMultiTenant && { tenancy: 'multi-tenant' }),
    ...(type === 'Bearer' && { requireDpop: false }),
  }
}

function showsTenancy(description: unknown): boolean {
  return String(description).includes('is set up for multi-tenancy')
}

/** The rules that need what a recording cannot show, switched off. */
function taken(unseen: ReadonlySet<Asks>, { body }: RecordedAnswer): Record<string, Severity> {
  const { error_description: description } = parsedMembers(body)
  const isShown = (id: string) => id === 'structure-fits-multi-tenancy' && showsTenancy(description)
  const ids = rules.flatMap(({ id, asks }) => (asks !== undefined && unseen.has(asks) && !isShown(id) ? [id] : []))
  return Object.fromEntries(ids.map((id) => [id, 'off' as const]))
}

function formOf(body: string): Record<string, string> {
  const read = readForm(body)
  if ('unreadable' in read) return {}
  return Object.fromEntries([...read.values].map(([name, values]) => [name, values.join(',')]))
}
