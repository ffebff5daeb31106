/** A small HelseID client with a switch for each defect; without a defect it is sound. */
import { createHash, createPrivateKey, generateKeyPairSync, type JsonWebKey, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { multiTenantDetails } from 'helseid-contract'
import { type JsonObject, signJws } from 'helseid-contract/rules'
import type { App, AppSettings } from '../../mock-sts/checks/client/app.ts'
import type { ClientDefect } from './client-defects.ts'
import { bodyOf, Failure, readJson, reasonIn, reasonOf, skew } from './faulty-client-answers.ts'

interface Token {
  readonly access_token: string
  readonly token_type: string
  readonly expiresAt: number
}

/** What a sound client may do in another way. */
export interface Variant {
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch
  /** Verifies the signing key of each token, which is the API's job. */
  readonly readsKeys?: boolean
  /** Limit for an answer, in seconds: longer than a busy machine takes. Default: 20. */
  readonly timeout?: number
  /** Uses Bearer tokens: sends no proof. */
  readonly bearer?: boolean
  /** Names an organisation in its assertion, as a multi-tenant client. */
  readonly namesOrganization?: boolean
}

export function faultyClient(defect?: ClientDefect, variant: Variant = {}): App {
  return async (settings, signal) => {
    const lines: string[] = []
    const client = createClient(settings, (name) => name === defect, {
      ...variant,
      signal,
      say: (line) => lines.push(line),
    })
    if (defect === 'prints its key as PEM') lines.push(pemOf(settings.jwk))
    if (defect === 'prints its key') lines.push(JSON.stringify(settings.jwk))
    try {
      for (let call = 0; call < settings.calls; call++) {
        if (call === 2 && defect === 'gives up after two calls') throw new Failure('two calls are enough')
        await client.call()
      }
      return { code: 0, output: lines.join('\n') }
    } catch (error) {
      if (signal.aborted) return { output: lines.join('\n') }
      const { message, cause } = error as Error
      const output = [...lines, message, String(cause ?? '')].join('\n')
      return { code: swallows(defect, output) ? 0 : 1, output }
    }
  }
}

function swallows(defect: ClientDefect | undefined, output: string): boolean {
  if (defect === 'swallows failures') return true
  return defect?.startsWith('swallows: ') === true && output.includes(defect.slice('swallows: '.length))
}

interface RunContext extends Variant {
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/** More requests than the check lets a client send, so that a loop shows however slow the machine is. */
const many = 40

function createClient(settings: AppSettings, has: (defect: string) => boolean, context: RunContext) {
  const { signal, say, fetch = globalThis.fetch, timeout: seconds = 20 } = context
  const { readsKeys = false, namesOrganization = false, bearer = false } = context
  const { issuer, clientId, jwk, scope, apiUrl } = settings
  const proofKey = newProofKey()
  const jti = randomUUID()
  let nonce: string | undefined
  let metadata: { issuer: string; token_endpoint?: string; jwks_uri: string } | undefined
  let token: Token | undefined
  let jwks: readonly { kid: string }[] | undefined
  let onlyProof: string | undefined
  let apiNonce: string | undefined

  const limitOf = (place: Place, url: string): number | undefined => {
    if (has(`waits for ${place} without end`)) return undefined
    // The metadata and the JWKS are never late in a trial that shows impatience.
    const isImpatient = has(`is impatient with ${place}`) && !url.includes('/.well-known/')
    return isImpatient ? impatience : seconds * 1000
  }
  const send = async (place: Place, url: string, init: RequestInit = {}) => {
    const limit = limitOf(place, url)
    const timer = new AbortController()
    const late = () => timer.abort(new Failure(`${place} did not answer in time`))
    const timeout = limit === undefined ? undefined : setTimeout(late, limit)
    try {
      const answer = await fetch(url, { ...init, signal: AbortSignal.any([signal, timer.signal]) })
      const body = Buffer.from(await bodyOf(answer, () => has('limits only the first byte') && clearTimeout(timeout)))
      return new Response(body.length === 0 ? null : body, answer)
    } catch (error) {
      if (signal.aborted || error instanceof Failure) throw error
      throw new Failure(`${place}: ${reasonOf(error)}`, { cause: error })
    } finally {
      clearTimeout(timeout)
    }
  }

  const discover = async () => {
    if (has('has a fixed token endpoint'))
      return {
        issuer,
        token_endpoint: `${issuer}/connect/token`,
        jwks_uri: `${issuer}/.well-known/openid-configuration/jwks`,
      }
    if (metadata !== undefined && !has('reads the metadata each time')) return metadata
    const answer = await send('HelseID', `${issuer}/.well-known/openid-configuration`)
    if (!answer.ok) throw new Failure(`the metadata is unavailable: ${answer.status}`)
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
        ...(namesOrganization && { assertion_details: details }),
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
    send('HelseID', endpoint, {
      method: 'POST',
      headers: bearer ? {} : { DPoP: proof('POST', endpoint, nonce === undefined ? {} : { nonce }) },
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
      const sentNonce = answer.headers.get('dpop-nonce')
      nonce = sentNonce ?? nonce
      if (answer.status >= 500 || answer.status === 429) {
        const isHammering = has(`hammers HelseID on ${answer.status}`)
        const isHasty = has(`ignores Retry-After of ${answer.status}`)
        if (attempts++ >= (isHammering ? many : isHasty ? 5 : 2)) throw new Failure(`HelseID answered ${answer.status}`)
        if (!isHammering && !isHasty) await pause(1100)
        continue
      }
      if (has('loops on another content type') && answer.headers.get('content-type') === 'text/plain') continue
      const body = await readJson(answer)
      const { error, error_description, expires_in } = body
      if (error === 'use_dpop_nonce' && !has('ignores the nonce')) {
        if (sentNonce !== null && (++challenges <= 2 || has('loops on the nonce'))) continue
        if (sentNonce === null && has('loops without a nonce')) continue
      }
      if (error !== undefined && has(`retries ${error}`) && attempts++ < 5) continue
      const isOther = error !== undefined && error !== 'use_dpop_nonce'
      if (isOther && sentNonce !== null && has('repeats any error with a nonce') && attempts++ < 5) continue
      if (error !== undefined)
        throw new Failure(
          `HelseID refused${isOther && sentNonce !== null ? ' with a nonce' : ''}: ${error} ${error_description ?? ''}, ${skew(answer)}`,
        )
      if (has('loops without expires_in') && body.access_token !== undefined && expires_in === undefined) continue
      if (has('loops on expires_in as text') && typeof expires_in === 'string') continue
      return accepted(body)
    }
  }

  const accepted = async (body: Record<string, unknown>): Promise<Token> => {
    const { access_token, token_type, expires_in, rejected_scope } = body
    if (typeof access_token !== 'string') throw new Failure('the answer has no token')
    const isDpop = has('compares token_type with case')
      ? token_type === 'DPoP'
      : String(token_type).toLowerCase() === 'dpop'
    if (!isDpop && !bearer && !has('takes a Bearer token') && !has('sends a Bearer token under DPoP'))
      throw new Failure('the token is not bound')
    if (has('refuses short tokens') && Number(expires_in) < 60) throw new Failure('the token is too short')
    if (rejected_scope !== undefined && !has('ignores rejected_scope')) say(`HelseID withholds ${rejected_scope}`)
    if (readsKeys || has('stale JWKS') || has('expects old keys to stay') || has('expects a single key'))
      await requireKnownKey(access_token)
    const expiresAt = Date.now() + Number(expires_in) * 1000 - (has('renews a minute early') ? 60_000 : 0)
    return {
      access_token: has('cuts a long token') ? access_token.slice(0, 4000) : access_token,
      token_type: has('sends a Bearer token under DPoP') ? 'DPoP' : String(token_type),
      expiresAt,
    }
  }

  /** Verifies the signing key, which is the API's job; may be wrong about the JWKS in one of three ways. */
  const requireKnownKey = async (jwt: string) => {
    const former = jwks
    if (jwks === undefined || !has('stale JWKS'))
      jwks = (await readJson(await send('HelseID', (await discover()).jwks_uri))).keys as { kid: string }[]
    const { kid } = JSON.parse(Buffer.from(String(jwt.split('.')[0]), 'base64url').toString())
    if (!jwks.some((key) => key.kid === kid)) throw new Failure(`unknown key ${kid}`)
    if (has('expects a single key') && jwks.length > 1) throw new Failure('too many keys')
    const isGone = former?.some((old) => !jwks?.some((key) => key.kid === old.kid))
    if (has('expects old keys to stay') && isGone) throw new Failure('a key is gone')
  }

  const callOnce = async (given: Token) => {
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
    const requestUrl = new URL(apiUrl)
    if (has('token in the address too')) requestUrl.searchParams.set('t', given.access_token)
    const answer = await send('the API', requestUrl.href, {
      headers: {
        Authorization: `${isBearer ? 'Bearer' : 'DPoP'} ${given.access_token}`,
        ...(hasProof && { DPoP: has('one proof for all calls') ? onlyProof : fresh }),
        ...(has('token in another header too') && { 'X-Access-Token': given.access_token }),
      },
    })
    if (answer.status === 401 || !has('forgets the nonce of the API'))
      apiNonce = answer.headers.get('dpop-nonce') ?? apiNonce
    return answer
  }

  return {
    async call() {
      const isOver = token !== undefined && token.expiresAt <= Date.now() && !has('caches past expiry')
      if (token === undefined || isOver || has('never caches')) token = await askForToken()
      let answer = await callOnce(token)
      for (let attempts = 1; attempts < many && !answer.ok; attempts++) {
        const isChallenge = answer.headers.get('www-authenticate')?.includes('use_dpop_nonce') === true
        const canAnswer = isChallenge && answer.headers.has('dpop-nonce') && !has('ignores the nonce of the API')
        const isLooping = has(canAnswer ? 'loops on the nonce of the API' : 'loops without a nonce of the API')
        if (isChallenge ? !isLooping && (!canAnswer || attempts > 1) : !has(`hammers the API on ${answer.status}`))
          break
        answer = await callOnce(token)
      }
      for (let renewals = 0; renewals < 4 && has(`renews on ${answer.status}`); renewals++) {
        token = await askForToken()
        answer = await callOnce(token)
      }
      if (!answer.ok) throw new Failure(`the API answered ${answer.status} ${await reasonIn(answer)}`)
    },
  }
}

/** A place that the client sends requests to. */
type Place = 'HelseID' | 'the API'

/** How long an impatient client waits, in milliseconds; less than the trial’s slow answer takes. */
const impatience = 2500

function newProofKey(): JsonWebKey {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
}

export function pemOf(jwk: JsonWebKey): string {
  return createPrivateKey({ key: jwk, format: 'jwk' }).export({ format: 'pem', type: 'pkcs8' }) as string
}
