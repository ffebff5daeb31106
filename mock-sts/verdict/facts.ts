/** Gathers the facts of a token request from form, keys, clients, nonces and clock. Whether a `jti` was used is added later. */
import { clientAssertionType, limits } from 'helseid-contract'
import {
  type AssertionFacts,
  type CredentialFacts,
  type Facts,
  isBlank,
  type RequestFacts,
  readOrganization,
  type StsFacts,
} from 'helseid-contract/rules'
import type { Client, RegisteredKey } from '../clients/registry.ts'
import { sameSecret } from '../http/same-secret.ts'
import { type CompactJwt, readCompactJwt } from './compact-jwt.ts'
import { credentialsOf, firstOf, readBasic } from './credentials.ts'
import type { FactSources } from './fact-sources.ts'
import { type FormValues, mediaTypeOf, readForm } from './form.ts'
import { privateKeysIn } from './private-keys.ts'
import { gatherProof } from './proof-facts.ts'
import { gatherScopes } from './scope-facts.ts'
import { verifies } from './signatures.ts'
import type { TokenRequest } from './token-request.ts'

/** Never throws: unavailable facts are absent. */
export function gather(request: TokenRequest, sts: StsFacts, sources: FactSources): Facts {
  const now = sources.clock.incoming() / 1000
  const twinNow = sources.clock.now() / 1000
  const { facts: requestFacts, sent, assertion: parsed } = readRequest(request)
  const { form = noValues } = requestFacts
  const privateKeysAt = privateKeysIn(request, requestFacts.form)
  const credential = gatherCredential(request, sent, parsed, sources.registry)
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
  const { sent, assertion } = readRequest(request)
  const credential = gatherCredential(request, sent, assertion, registry)
  return 'clientId' in credential ? credential.clientId : undefined
}

const noValues: FormValues = new Map()

interface ReadRequest {
  readonly facts: RequestFacts
  readonly sent: FormValues
  readonly assertion: ParsedAssertion | undefined
}

/** What depends on the request alone: the client id is needed first, and all facts later. */
const readRequests = new WeakMap<TokenRequest, ReadRequest>()

function readRequest(request: TokenRequest): ReadRequest {
  const known = readRequests.get(request)
  if (known !== undefined) return known
  const { facts, sent } = gatherRequest(request)
  const read = { facts, sent, assertion: readAssertion(sent) }
  readRequests.set(request, read)
  return read
}

function gatherRequest({ method, contentType, body, bodyBytes }: TokenRequest): {
  readonly facts: RequestFacts
  readonly sent: FormValues
} {
  const mediaType = contentType === undefined ? undefined : mediaTypeOf(contentType)
  const isForm = mediaType === 'application/x-www-form-urlencoded'
  const common = { method, bodyBytes, ...(mediaType && { mediaType }) }
  if (!isForm || body === undefined) return { facts: common, sent: noValues }
  const read = readForm(body.toString('utf8'))
  if ('unreadable' in read) return { facts: { ...common, unreadable: read.unreadable }, sent: noValues }
  return { facts: { ...common, form: read.values, fieldNames: read.names }, sent: read.sent }
}

interface ParsedAssertion {
  readonly facts: AssertionFacts
  readonly jwt: Exclude<ReturnType<typeof readCompactJwt>, { unreadable: string }> | undefined
  /** The client that Duende's parser looks up; undefined if the parser gives up. */
  readonly subject: string | undefined
}

/** Of several values the first counts, even if it is blank (Duende JwtBearerClientAssertionSecretParser). */
function readAssertion(sent: FormValues): ParsedAssertion | undefined {
  const compact = firstOf(sent, 'client_assertion')
  if (compact === undefined) return undefined
  const type = firstOf(sent, 'client_assertion_type')
  const common = { compact, ...(type !== undefined && { type }) }
  const read = compact.length > limits.assertionLength ? tooLong(compact) : readCompactJwt(compact)
  if ('unreadable' in read)
    return {
      facts: { ...common, unreadable: read.unreadable },
      jwt: undefined,
      subject: subjectOf(type, beforeLineBreak(compact)),
    }
  return {
    facts: { ...common, header: read.header, claims: read.claims },
    jwt: read,
    subject: subjectOf(type, read),
  }
}

function subjectOf(type: string | undefined, jwt: CompactJwt | undefined): string | undefined {
  if (type !== clientAssertionType || jwt === undefined || 'unreadable' in jwt) return undefined
  const { sub } = jwt.claims
  return typeof sub === 'string' && !isBlank(sub) && sub.length <= limits.clientIdLength ? sub : undefined
}

/** Duende's parser finds the client of a JWT that a line break follows; only the signature is then not readable (JwtSecurityToken). */
function beforeLineBreak(compact: string): CompactJwt | undefined {
  return compact.endsWith('\n') && compact.length <= limits.assertionLength
    ? readCompactJwt(compact.slice(0, -1))
    : undefined
}

function tooLong(compact: string): { unreadable: string } {
  return { unreadable: `it has ${compact.length} characters, more than ${limits.assertionLength}` }
}

/** Parsers in Duende's order: the first secret wins; a bare `client_id` counts if nothing better follows (cases.md). */
function gatherCredential(
  { authorization }: TokenRequest,
  sent: FormValues,
  assertion: ParsedAssertion | undefined,
  registry: FactSources['registry'],
): CredentialFacts {
  const matches = (clientId: string, secret: string) => {
    const registered = registry.client(clientId)?.registration.clientSecret
    return registered !== undefined && sameSecret(secret, registered)
  }
  const basic = readBasic(authorization)
  if (basic?.secret !== undefined)
    return { kind: 'basic-secret', clientId: basic.clientId, secretMatches: matches(basic.clientId, basic.secret) }
  const posted = credentialsOf(firstOf(sent, 'client_id'), firstOf(sent, 'client_secret'))
  if (posted?.secret !== undefined)
    return { kind: 'form-secret', clientId: posted.clientId, secretMatches: matches(posted.clientId, posted.secret) }
  if (assertion?.subject !== undefined) return { kind: 'assertion', clientId: assertion.subject }
  const clientId = (posted ?? basic)?.clientId
  return clientId === undefined ? { kind: 'none' } : { kind: 'client-id-only', clientId }
}

function gatherAssertion({ facts, jwt }: ParsedAssertion, client: Client | undefined, now: number): AssertionFacts {
  if (jwt === undefined) return facts
  const { kid, x5t } = jwt.header
  const keys = client?.keys ?? []
  // For a key without certificate, `x5t` too is compared with its `kid`; for a certificate case makes no difference.
  const isNamed = ({ facts: key }: RegisteredKey) =>
    (kid !== undefined && key.kid === kid) ||
    (typeof x5t === 'string' && (key.kid === x5t || key.x5t?.toLowerCase() === x5t.toLowerCase()))
  // Duende drops expired keys first (SecretValidator). Then, if `kid` or `x5t` names keys, only the first of those is tried,
  // otherwise all (Microsoft.IdentityModel, ResolveTokenSigningKey). Expired keys are tried last here, so that the verdict can name them.
  const [valid, expired] = [keys.filter((key) => !hasExpired(key, now)), keys.filter((key) => hasExpired(key, now))]
  const namedValid = valid.filter(isNamed)
  const named = namedValid[0] ?? expired.find(isNamed)
  const candidates = namedValid.length > 0 ? namedValid.slice(0, 1) : valid
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
