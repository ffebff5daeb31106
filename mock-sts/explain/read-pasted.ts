/** Finds what can be judged in a pasted text: token requests, API calls, and JWTs on their own. */
import { clientAssertionType, endpoints, limits } from 'helseid-contract'
import { privateMembers } from 'helseid-contract/rules'
import { jsonProblem } from '../http/json-text.ts'
import { readCompactJwt } from '../verdict/compact-jwt.ts'
import type { TokenRequest } from '../verdict/token-request.ts'
import { isForApi } from './api-call.ts'
import { fromCmd } from './cmd-text.ts'
import { parseCommands } from './command-text.ts'
import { decodedJwt } from './decoded-jwt.ts'
import { unwrapped } from './form-lines.ts'
import { parseHar } from './har-text.ts'
import { hasRequest, parseHttp, withoutLastField } from './http-text.ts'
import { identityModelCodes } from './identity-model-codes.ts'
import { loneJwt } from './lone-jwt.ts'
import { type LooseCall, looseCall } from './loose-call.ts'
import { type FoundJwt, findForm, findJwts, kindOf } from './loose-tokens.ts'
import { isMisread } from './misread.ts'
import type { NotShown, PastedRequest } from './pasted-request.ts'
import { plainText } from './plain-text.ts'
import { withoutRedacted } from './redacted.ts'
import { fromTrace } from './trace-text.ts'

/** One thing that can be judged. */
export interface Found {
  readonly what: 'token request' | 'API call' | 'client assertion' | 'DPoP proof' | 'access token'
  readonly request: TokenRequest
  readonly url?: string
  /** Of an API call, or on its own. */
  readonly accessToken?: string
  readonly notShown: NotShown & { readonly signature?: string }
}

const canBePasted =
  'expected a JWT, a curl command, a raw HTTP request ("POST /connect/token …"), a HAR or a form body ("client_id=…&…"); ' +
  'also the output of curl -v, a .http file, a Postman collection, fetch(…), PowerShell, HTTPie, wget, ' +
  'or any text that contains a whole JWT, such as a log line'

/**
 * Everything in the text that can be judged, in order; at least one.
 * @throws {SyntaxError} saying what can be pasted, or which part cannot be parsed
 */
export function readPasted(given: string): Found[] {
  const text = fromCmd(fromTrace(plainText(given)))
  const compact = loneJwt(text)
  if (compact !== undefined) return [ofJwt(compact)]
  const { requests, isCertain, unread } = requestsIn(text)
  const found = requests.flatMap((request) => ofRequest(request) ?? [])
  if (found.length > 0 && isCertain) return found
  const loose = unwrapped(text)
  const jwts = findJwts(loose)
  if (found.length > 0 && !isMisread(found, jwts)) return found
  const form = requests.some(isOfOtherEndpoint) ? undefined : (formAlone(loose) ?? findForm(loose))
  const ofOneForm = form === undefined ? [] : [ofForm(form, proofsOf(jwts), isCutAfter(form, text))]
  if (ofOneForm.length > 0 && !isMisread(ofOneForm, jwts)) return ofOneForm
  const call = looseCall(loose, jwts)
  if (call !== undefined && (call.request.url !== undefined || isForApi(ofJwt(call.proof)))) return [ofCall(call)]
  const judged = jwts.filter(({ kind }) => kind !== 'ID token').map(({ compact: jwt }) => ofJwt(jwt))
  if (judged.length > 0) return judged
  if (jwts.length > 0) throw new SyntaxError(idToken)
  const decodedText = decodedJwt(text)
  if (decodedText !== undefined) return [ofJwt(decodedText)]
  throw new SyntaxError(unread[0] ?? reasonFor(text, requests))
}

/** Endpoints of HelseID that get an assertion as well, and are not judged. */
function isOfOtherEndpoint({ url = '' }: PastedRequest): boolean {
  return /\/connect\/(?:par|introspect|revocation|ciba|deviceauthorization)$/i.test(pathOf(url))
}

/**
 * Of several token requests the last one is judged, because the first one of a DPoP client only fetches a nonce; of API
 * calls too. A JWT on its own is judged only if there is no request.
 */
export function selected(found: readonly Found[]): {
  readonly judged: readonly Found[]
  readonly skipped: readonly Found[]
} {
  const last = (what: Found['what']) => found.findLast((one) => one.what === what)
  const isRequest = ({ what }: Found) => what === 'token request' || what === 'API call'
  const judged = found.some(isRequest)
    ? found.filter((one) => one === last('token request') || one === last('API call'))
    : found
  return { judged, skipped: found.filter((one) => !judged.includes(one)) }
}

/** A form and nothing else; also with one field a line. */
function formAlone(text: string): string | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:#|\/\/)/.test(line))
  // In `body=a=b&c=d`, the form is a value itself.
  const isForm = lines.every((line) => /^&?[\w.-]+=(?![\w.-]+=[^&]*&)\S*$/.test(line))
  const body = lines.map((line) => line.replace(/^&|&$/g, '')).join('&')
  return isForm && (body.includes('&') || body.startsWith('grant_type=')) ? body : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Why nothing in the text can be judged. */
function reasonFor(text: string, requests: readonly PastedRequest[]): string {
  if (text === '') return `the input is empty: ${canBePasted}`
  if (isPrivateKey(text))
    return 'this is a private key: do not paste it, and rotate it if others can read where you pasted it. explain needs the JWT that was signed with it, or the request'
  const codes = identityModelCodes(text)
  if (codes.length > 0) return `${codes.join('; ')}. To judge the token, paste it too`
  const [other] = requests
  if (other !== undefined) {
    const request = `${other.method} ${other.url ?? ''}`
    const missing = Object.values(withoutRedacted(other).notShown)
    return missing.length > 0
      ? `the text does not show enough of ${request}: ${missing.join('; ')}`
      : `the text contains no token request and no API call: ${request} has neither a grant_type nor a token`
  }
  if (/(?<![\w-])e[wy][\w-]{4,}(?:\.[\w-]+)?(?:\.{3}|…)/.test(text))
    return 'the JWT is cut off: paste all three parts, separated by dots'
  if (/(?<![\w-])e[wy][\w-]{8,}(?:\.[\w-]*){4}/.test(text))
    return 'this is an encrypted JWT (JWE): explain needs the JWT inside'
  if (/(?<![\w-])eyJ[\w-]{8,}/.test(text)) return 'the JWT is cut off: paste all three parts, separated by dots'
  if (/^(?:< ?)?HTTP\/\d\S* \d{3}/m.test(text) || /^\{\s*"error"\s*:/.test(text))
    return 'this is an answer: paste the request that it answers'
  if (/^[[{]/.test(text)) {
    const problem = jsonProblem(text)
    if (problem !== undefined) return `this looks like a HAR, but is not valid JSON: ${problem}`
    const document = parseJson(text)
    return isObject(document) && isObject(document.log)
      ? 'this HAR contains no token request: no request has a grant_type'
      : 'expected a HAR or one of its entries: an object with a `request` that has `method` and `headers`; ' +
          `other JSON must contain a whole JWT (${canBePasted})`
  }
  return canBePasted
}

/** A JWK, a JWKS, an array of JWKs, or PEM. */
function isPrivateKey(text: string): boolean {
  if (/-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/.test(text)) return true
  const document = /^[[{]/.test(text) ? parseJson(text) : undefined
  const keys: unknown = isObject(document) && Array.isArray(document.keys) ? document.keys : [document].flat()
  return (keys as unknown[]).some((key) => isObject(key) && 'kty' in key && privateMembers(key).length > 0)
}

const idToken =
  'this is an ID token; explain judges token requests, client assertions, DPoP proofs, access tokens and API calls'

/** @throws {SyntaxError} if the JWT is unreadable or of a kind that is not judged */
function ofJwt(compact: string): Found {
  const jwt = readCompactJwt(compact)
  if ('unreadable' in jwt) throw new SyntaxError(`this looks like a JWT, but ${jwt.unreadable}`)
  const what = kindOf(jwt)
  if (what === 'ID token') throw new SyntaxError(idToken)
  const signature = compact.endsWith('.') && jwt.header.alg !== 'none' ? { signature: 'the text does not show it' } : {}
  const common = { what, notShown: signature }
  if (what === 'DPoP proof') return { ...common, request: requestOf({}, [compact]) }
  if (what === 'access token') return { ...common, request: requestOf({}), accessToken: compact }
  // A valid form around a single assertion.
  const form = {
    client_assertion: compact,
    client_assertion_type: clientAssertionType,
    grant_type: 'client_credentials',
    client_id: String(jwt.claims.sub ?? ''),
  }
  return { ...common, request: requestOf(form) }
}

function ofCall({ accessToken, request }: LooseCall): Found {
  const { url, notShown = {} } = request
  return {
    what: 'API call',
    request: toTokenRequest(request),
    ...(url !== undefined && { url }),
    accessToken,
    notShown,
  }
}

function requestOf(form: Record<string, string>, dpop: readonly string[] = []): TokenRequest {
  return toTokenRequest({
    method: 'POST',
    fields: [['Content-Type', 'application/x-www-form-urlencoded'], ...dpop.map((proof) => ['DPoP', proof] as const)],
    body: new URLSearchParams(form).toString(),
  })
}

interface Requests {
  readonly requests: readonly PastedRequest[]
  /** A command is all of what its tool sends, and a HAR has a member for each part. What looks like an HTTP message may be less. */
  readonly isCertain: boolean
  /** Why commands could not be read. */
  readonly unread: readonly string[]
}

function requestsIn(text: string): Requests {
  if (/^[[{]/.test(text)) {
    const document = parseJson(text)
    if (document !== undefined)
      return { requests: parseHar(document), isCertain: isObject(document) && isObject(document.log), unread: [] }
  }
  const { requests, rest, unread } = parseCommands(text)
  const lines = rest.split('\n')
  // What `curl -v` prints is the request of the command before it.
  const isOutput = requests.length > 0 && lines.some((line) => /^[<*>] /.test(line))
  const messages = isOutput || !hasRequest(lines) ? [] : parseHttp(rest)
  return { requests: [...requests, ...messages], isCertain: messages.length === 0 && unread.length === 0, unread }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Other text may start with a brace too; the caller goes on to look for JWTs in it.
    return undefined
  }
}

/** Undefined for a request that is neither a token request nor an API call. */
function ofRequest(request: PastedRequest): Found | undefined {
  const { request: shown, notShown } = withoutRedacted(request)
  const token = toTokenRequest(shown)
  const url = shown.url === undefined ? {} : { url: shown.url }
  const path = pathOf(shown.url ?? '')
  const [scheme, accessToken] = /^(DPoP |Bearer |(?=e[wy]))\s*(\S.*)$/i.exec(token.authorization ?? '')?.slice(1) ?? []
  if (isOfOtherEndpoint(request)) return undefined
  // The body of an API call may have such members, too.
  const isForm = scheme === undefined && /(?:^|[&"\n])(?:grant_type|client_assertion)/.test(shown.body)
  const isTokenRequest = path.toLowerCase().endsWith(endpoints.token) || isForm
  if (!isTokenRequest && (scheme !== undefined || token.dpop.length > 0))
    return { what: 'API call', request: token, ...url, ...(accessToken && { accessToken }), notShown }
  return isTokenRequest || path === '' ? { what: 'token request', request: token, ...url, notShown } : undefined
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : (url.split(/[?#]/)[0] ?? '')
}

/** The proofs that the text shows next to a form. */
function proofsOf(jwts: readonly FoundJwt[]): string[] {
  return jwts.flatMap(({ kind, compact }) => (kind === 'DPoP proof' ? [compact] : []))
}

/** True for JSON that ends in its form. */
function isCutAfter(form: string, text: string): boolean {
  return /^[[{]/.test(text) && text.endsWith(form)
}

/** With a proof, if the text has exactly one. */
function ofForm(body: string, proofs: readonly string[], isCut: boolean): Found {
  const because = 'the text shows a form alone'
  const proof = proofs.length === 1 ? proofs.map((value) => ['DPoP', value] as const) : []
  const { request, notShown } = withoutRedacted({
    method: 'POST',
    fields: [['Content-Type', 'application/x-www-form-urlencoded'], ...proof],
    body: isCut ? withoutLastField(body) : body,
    notShown: {
      ...(isCut && { body: 'the JSON ends in the form, which may be cut' }),
      line: because,
      headers: proof.length === 1 ? 'the text shows a form and a proof alone' : because,
    },
  })
  return { what: 'token request', request: toTokenRequest(request), notShown }
}

function toTokenRequest({ method, url, fields, body }: PastedRequest): TokenRequest {
  const values = (name: string) => fields.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value)
  const bytes = Buffer.from(body)
  return {
    method,
    contentType: values('content-type')[0],
    authorization: values('authorization')[0],
    dpop: values('dpop'),
    body: bytes.length > limits.bodyBytesRead ? undefined : bytes,
    bodyBytes: bytes.length,
    ...(url !== undefined && { url }),
    headers: fields,
  }
}
