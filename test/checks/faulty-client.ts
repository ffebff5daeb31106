/** A small HelseID client with a switch for each defect; without a defect it is sound. */
import { createHash, createPrivateKey, generateKeyPairSync, type JsonWebKey, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { multiTenantDetails } from 'helseid-contract'
import { type JsonObject, signJws } from 'helseid-contract/rules'
import type { App, AppSettings } from '../../mock-sts/checks/client/app.ts'

export const clientDefects = [
  'caches past expiry',
  'never caches',
  'ignores the nonce',
  'loops on the nonce',
  'reuses jti',
  'aud is the token endpoint',
  'wrong typ',
  'assertion of 60 s',
  'RS256',
  'retries invalid_client',
  'ignores rejected_scope',
  'Bearer for a bound token',
  'proof without ath',
  'one proof for all calls',
  'htu with the query',
  'client secret',
  'stale JWKS',
  'private key in jwk',
  'two organisation structures',
  'takes a Bearer token',
  'takes any metadata',
  'hammers a failing server',
  'ignores Retry-After',
  'prints its key',
  'prints its key as PEM',
  'token in another header too',
  'token in the address too',
  'another key for the API',
  'no proof for the API',
  'reads the metadata each time',
  'swallows failures',
] as const
export type ClientDefect = (typeof clientDefects)[number]

interface Token {
  readonly access_token: string
  readonly token_type: string
  readonly expiresAt: number
}

/** A failure to report: the client then exits with 1. */
class Failure extends Error {}

export function faultyClient(defect?: ClientDefect): App {
  return async (settings, signal) => {
    const lines: string[] = []
    const client = createClient(settings, (name) => name === defect, { signal, say: (line) => lines.push(line) })
    if (defect === 'prints its key as PEM') lines.push(pemOf(settings.jwk))
    if (defect === 'prints its key') lines.push(JSON.stringify(settings.jwk))
    try {
      for (let call = 0; call < settings.calls; call++) await client.call()
      return { code: 0, output: lines.join('\n') }
    } catch (error) {
      if (signal.aborted) return { output: lines.join('\n') }
      const { message, cause } = error as Error
      return {
        code: defect === 'swallows failures' ? 0 : 1,
        output: [...lines, message, String(cause ?? '')].join('\n'),
      }
    }
  }
}

interface RunContext {
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/** Timeout for an answer, in milliseconds. */
const requestTimeout = 10_000

function createClient(settings: AppSettings, has: (defect: ClientDefect) => boolean, { signal, say }: RunContext) {
  const { issuer, clientId, jwk, scope, apiUrl } = settings
  const proofKey = newProofKey()
  const jti = randomUUID()
  let nonce: string | undefined
  let metadata: { issuer: string; token_endpoint?: string; jwks_uri: string } | undefined
  let token: Token | undefined
  let jwks: readonly { kid: string }[] | undefined
  let onlyProof: string | undefined

  const send = (url: string, init: RequestInit = {}) =>
    fetch(url, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeout)]) })

  const discover = async () => {
    if (metadata !== undefined && !has('reads the metadata each time')) return metadata
    const answer = await send(`${issuer}/.well-known/openid-configuration`)
    const document = await readJson(answer)
    if (document.issuer !== issuer && !has('takes any metadata')) throw new Failure('this is another issuer’s metadata')
    metadata = document
    return document as NonNullable<typeof metadata>
  }

  const assertion = (endpoint: string) => {
    const now = Math.floor(Date.now() / 1000)
    const alg = has('RS256') ? 'RS256' : 'PS256'
    const details = multiTenantDetails('994598759')
    return signJws(
      { alg, kid: String(jwk.kid), typ: has('wrong typ') ? 'JWT' : 'client-authentication+jwt' },
      {
        iss: clientId,
        sub: clientId,
        aud: has('aud is the token endpoint') ? endpoint : issuer,
        iat: now,
        nbf: now,
        exp: now + (has('assertion of 60 s') ? 60 : 10),
        jti: has('reuses jti') ? jti : randomUUID(),
        ...(has('two organisation structures') && { assertion_details: details, authorization_details: details }),
      } as JsonObject,
      jwk as JsonWebKey,
      alg,
    )
  }

  const proof = (method: string, url: string, more: JsonObject, key = proofKey) => {
    const { d: _d, ...publicKey } = key
    const sentJwk = has('private key in jwk') ? key : publicKey
    const claims = { jti: randomUUID(), htm: method, htu: url, iat: Math.floor(Date.now() / 1000), ...more }
    return signJws({ alg: 'ES256', typ: 'dpop+jwt', jwk: sentJwk as JsonObject }, claims, key, 'ES256')
  }

  const askOnce = async (endpoint: string) =>
    send(endpoint, {
      method: 'POST',
      headers: { DPoP: proof('POST', endpoint, nonce === undefined ? {} : { nonce }) },
      body: new URLSearchParams({
        client_id: clientId,
        grant_type: 'client_credentials',
        scope,
        ...(has('client secret')
          ? { client_secret: 'swordfish' }
          : {
              client_assertion: assertion(endpoint),
              client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
            }),
      }),
    })

  const askForToken = async (): Promise<Token> => {
    const { token_endpoint: endpoint } = await discover()
    if (endpoint === undefined) throw new Failure('the metadata names no token endpoint')
    for (let challenges = 0, attempts = 1; ; ) {
      const answer = await askOnce(endpoint)
      nonce = answer.headers.get('dpop-nonce') ?? nonce
      if (answer.status >= 500 || answer.status === 429) {
        const busy = answer.status === 429 || answer.status === 503
        const limit = has('hammers a failing server') && !busy ? 12 : 2
        if (attempts++ >= limit) throw new Failure(`HelseID answered ${answer.status}`)
        if (has('ignores Retry-After') && busy) continue
        if (!has('hammers a failing server') || busy) await pause(1100)
        continue
      }
      const body = await readJson(answer)
      if (body.error === 'use_dpop_nonce' && !has('ignores the nonce')) {
        if ((answer.headers.has('dpop-nonce') && ++challenges <= 2) || has('loops on the nonce')) continue
      }
      if (body.error === 'invalid_client' && has('retries invalid_client') && attempts++ < 4) continue
      if (body.error !== undefined) throw new Failure(`HelseID refused: ${body.error} ${body.error_description ?? ''}`)
      return accepted(body)
    }
  }

  const accepted = async (body: Record<string, unknown>): Promise<Token> => {
    const { access_token, token_type, expires_in, rejected_scope } = body
    if (typeof access_token !== 'string') throw new Failure('the answer has no token')
    const isDpop = String(token_type).toLowerCase() === 'dpop'
    if (!isDpop && !has('takes a Bearer token')) throw new Failure('the token is not bound')
    if (rejected_scope !== undefined && !has('ignores rejected_scope')) say(`HelseID withholds ${rejected_scope}`)
    if (has('stale JWKS')) await requireKnownKey(access_token)
    return { access_token, token_type: String(token_type), expiresAt: Date.now() + Number(expires_in) * 1000 }
  }

  /** Verifies the signing key, which is the API's job, and never fetches the JWKS again. */
  const requireKnownKey = async (jwt: string) => {
    jwks ??= (await readJson(await send((await discover()).jwks_uri))).keys as { kid: string }[]
    const { kid } = JSON.parse(Buffer.from(String(jwt.split('.')[0]), 'base64url').toString())
    if (!jwks.some((key) => key.kid === kid)) throw new Failure(`unknown key ${kid}`)
  }

  const callOnce = async (given: Token, apiNonce?: string) => {
    const address = new URL(apiUrl)
    if (!has('htu with the query')) address.search = ''
    const ath = createHash('sha256').update(given.access_token).digest('base64url')
    const fresh = proof(
      'GET',
      address.href,
      { ...(!has('proof without ath') && { ath }), ...(apiNonce !== undefined && { nonce: apiNonce }) },
      has('another key for the API') ? newProofKey() : proofKey,
    )
    onlyProof ??= fresh
    const isBearer = given.token_type.toLowerCase() !== 'dpop' || has('Bearer for a bound token')
    const hasProof = !isBearer && !has('no proof for the API')
    const requestUrl = has('token in the address too') ? `${apiUrl}&t=${given.access_token}` : apiUrl
    return send(requestUrl, {
      headers: {
        Authorization: `${isBearer ? 'Bearer' : 'DPoP'} ${given.access_token}`,
        ...(hasProof && { DPoP: has('one proof for all calls') ? onlyProof : fresh }),
        ...(has('token in another header too') && { 'X-Access-Token': given.access_token }),
      },
    })
  }

  return {
    async call() {
      const isOver = token !== undefined && token.expiresAt <= Date.now() && !has('caches past expiry')
      if (token === undefined || isOver || has('never caches')) token = await askForToken()
      let answer = await callOnce(token)
      const challenge = answer.headers.get('www-authenticate') ?? ''
      const apiNonce = answer.headers.get('dpop-nonce')
      if (answer.status === 401 && challenge.includes('use_dpop_nonce') && apiNonce !== null)
        answer = await callOnce(token, apiNonce)
      if (!answer.ok) throw new Failure(`the API answered ${answer.status} ${challenge}`)
    },
  }
}

function newProofKey(): JsonWebKey {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
}

export function pemOf(jwk: JsonWebKey): string {
  return createPrivateKey({ key: jwk, format: 'jwk' }).export({ format: 'pem', type: 'pkcs8' }) as string
}

// biome-ignore lint/suspicious/noExplicitAny: whatever a server sends
async function readJson(answer: Response): Promise<any> {
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.startsWith('application/json')
  if (!isJson) throw new Failure(`not JSON: ${text.slice(0, 80)}`)
  return JSON.parse(text)
}
