/** Gathers the facts of a token request from form, keys, clients, nonces and clock. Whether a `jti` was used is added later. */
import { clientAssertionType, limits } from 'helseid-contract'
import {
  type AssertionFacts,
  type CredentialFacts,
  type Facts,
  type RequestFacts,
  readOrganization,
  type StsFacts,
} from 'helseid-contract/rules'
import type { Client, RegisteredKey } from '../clients/registry.ts'
import { sameSecret } from '../http/same-secret.ts'
import { readCompactJwt, verifies } from './compact-jwt.ts'
import type { FactSources } from './fact-sources.ts'
import { privateKeysIn } from './private-keys.ts'
import { gatherProof } from './proof-facts.ts'
import { gatherScopes } from './scope-facts.ts'
import type { TokenRequest } from './token-request.ts'

type Form = ReadonlyMap<string, readonly string[]>

/** Never throws: unavailable facts are absent. */
export function gather(request: TokenRequest, sts: StsFacts, sources: FactSources): Facts {
  const now = sources.clock.incoming() / 1000
  const twinNow = sources.clock.now() / 1000
  const requestFacts = gatherRequest(request)
  const privateKeysAt = privateKeysIn(request, requestFacts.form)
  const form: Form = requestFacts.form ?? new Map()
  const parsed = readAssertion(form)
  const credential = gatherCredential(request, form, parsed, sources.registry)
  const client = 'clientId' in credential ? sources.registry.client(credential.clientId) : undefined
  const assertion = parsed && gatherAssertion(parsed, client, twinNow)
  const organization = assertion?.claims && readOrganization(assertion.claims)
  return {
    now,
    twinNow,
    sts,
    request: { ...requestFacts, ...(privateKeysAt.length > 0 && { privateKeysAt }) },
    credential,
    proof: gatherProof(request.dpop, sources),
    ...(assertion && { assertion }),
    ...(organization && { organization }),
    ...(client && { client: client.facts, scopes: gatherScopes(form, client, sources.registry) }),
  }
}

/** The client id in a request, registered or not, before anything is verified. */
export function namedClient(request: TokenRequest, registry: FactSources['registry']): string | undefined {
  const form: Form = gatherRequest(request).form ?? new Map()
  const credential = gatherCredential(request, form, readAssertion(form), registry)
  return 'clientId' in credential ? credential.clientId : undefined
}

function gatherRequest({ method, contentType, body, bodyBytes }: TokenRequest): RequestFacts {
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase()
  const isForm = mediaType === 'application/x-www-form-urlencoded'
  const form = isForm && body ? parseForm(body.toString('utf8')) : undefined
  return { method, bodyBytes, ...(mediaType && { mediaType }), ...(form && { form }) }
}

/** Drops blank values, as Duende does (AsNameValueCollection). */
function parseForm(body: string): Form {
  const form = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(body)) {
    if (value.trim() === '') continue
    const values = form.get(name)
    if (values) values.push(value)
    else form.set(name, [value])
  }
  return form
}

interface ParsedAssertion {
  readonly facts: AssertionFacts
  readonly jwt: Exclude<ReturnType<typeof readCompactJwt>, { unreadable: string }> | undefined
  /** The client that Duende's parser looks up; undefined if the parser gives up. */
  readonly subject: string | undefined
}

function readAssertion(form: Form): ParsedAssertion | undefined {
  const compact = form.get('client_assertion')?.[0]
  if (compact === undefined) return undefined
  const type = form.get('client_assertion_type')?.[0]
  const common = { compact, ...(type !== undefined && { type }) }
  const read = compact.length > limits.assertionLength ? tooLong(compact) : readCompactJwt(compact)
  if ('unreadable' in read)
    return { facts: { ...common, unreadable: read.unreadable }, jwt: undefined, subject: undefined }
  const { sub } = read.claims
  const usable =
    type === clientAssertionType && typeof sub === 'string' && sub !== '' && sub.length <= limits.clientIdLength
  return {
    facts: { ...common, header: read.header, claims: read.claims },
    jwt: read,
    subject: usable ? sub : undefined,
  }
}

function tooLong(compact: string): { unreadable: string } {
  return { unreadable: `it has ${compact.length} characters, more than ${limits.assertionLength}` }
}

/** Parsers in Duende's order: the first secret wins; a bare `client_id` counts if nothing better follows (cases.md). */
function gatherCredential(
  request: TokenRequest,
  form: Form,
  assertion: ParsedAssertion | undefined,
  registry: FactSources['registry'],
): CredentialFacts {
  const basic = readBasic(request.authorization)
  const posted = { clientId: form.get('client_id')?.[0], secret: form.get('client_secret')?.[0] }
  if (posted.clientId !== undefined && posted.clientId.length > limits.clientIdLength) posted.clientId = undefined
  const matches = (clientId: string, secret: string) => {
    const registered = registry.client(clientId)?.registration.clientSecret
    return registered !== undefined && sameSecret(secret, registered)
  }
  if (basic?.secret) {
    const { clientId, secret } = basic
    return { kind: 'basic-secret', clientId, secretMatches: matches(clientId, secret) }
  }
  if (posted.clientId !== undefined && posted.secret !== undefined) {
    const { clientId, secret } = posted as { clientId: string; secret: string }
    return { kind: 'form-secret', clientId, secretMatches: matches(clientId, secret) }
  }
  if (assertion?.subject !== undefined) return { kind: 'assertion', clientId: assertion.subject }
  const clientId = basic?.clientId ?? posted.clientId
  return clientId === undefined ? { kind: 'none' } : { kind: 'client-id-only', clientId }
}

function readBasic(authorization: string | undefined): { clientId: string; secret: string } | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  if (colon < 1) return undefined
  return { clientId: formDecode(pair.slice(0, colon)), secret: formDecode(pair.slice(colon + 1)) }
}

/** Basic credentials are form-encoded first. https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 */
function formDecode(text: string): string {
  return new URLSearchParams(`v=${text}`).get('v') ?? ''
}

function gatherAssertion({ facts, jwt }: ParsedAssertion, client: Client | undefined, now: number): AssertionFacts {
  if (jwt === undefined) return facts
  const { kid, x5t } = jwt.header
  const keys = client?.keys ?? []
  const isNamed = ({ facts: key }: RegisteredKey) =>
    (kid !== undefined && key.kid === kid) || (x5t !== undefined && key.x5t === x5t)
  // Duende drops expired keys first (SecretValidator). Then, if `kid` or `x5t` names keys, only those are tried, otherwise all
  // (Microsoft.IdentityModel). Expired keys are tried last here, so that the verdict can name them.
  const [valid, expired] = [keys.filter((key) => !hasExpired(key, now)), keys.filter((key) => hasExpired(key, now))]
  const namedValid = valid.filter(isNamed)
  const named = namedValid[0] ?? expired.find(isNamed)
  const candidates = namedValid.length > 0 ? namedValid : valid
  const verifiedBy = [...candidates, ...expired].find((key) => verifiedWith(key, jwt))
  return {
    ...facts,
    ...(named && { keyOfKid: named.facts }),
    ...(verifiedBy && { verifiedBy: verifiedBy.facts }),
  }
}

function hasExpired({ facts: { expiresAt } }: RegisteredKey, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now
}

function verifiedWith(key: RegisteredKey, jwt: NonNullable<ParsedAssertion['jwt']>): boolean {
  const publicKey = key.publicKey()
  return publicKey !== undefined && verifies(jwt, publicKey, { curves: 'any' })
}
