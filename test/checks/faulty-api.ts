/** A small HelseID-protected API with a switch for each defect; without a defect it is sound. */
import { createHash, type JsonWebKey } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type CryptoKey,
  calculateJwkThumbprint,
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  EmbeddedJWK,
  errors,
  importJWK,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose'

export const apiDefects = [
  'skips ath',
  'skips proof replay',
  'Bearer for a bound token',
  'trusts jku',
  'trusts an embedded key',
  'alg none',
  'any audience',
  'prefix-matched scope',
  'another environment’s issuer',
  'expired by ten minutes',
  'ignores typ',
  'ignores nbf',
] as const
export type ApiDefect = (typeof apiDefects)[number]

/** Defects that show when the issuer's keys change, or when its keys or metadata are unavailable. */
export const keyDefects = [
  'accepts what it cannot verify',
  'waits for the keys without a timeout',
  'fetches the keys only once',
  'keeps removed keys',
  'accepts the metadata of any issuer',
] as const
export type KeyDefect = (typeof keyDefects)[number]

export interface ApiSettings {
  readonly issuer: string
  /** The issuer of another environment. */
  readonly otherIssuer: string
  readonly audience: string
  readonly scope: string
  /** Default: a free one. */
  readonly port?: number
  /** Where the keys are fetched from: the fixed path of every HelseID issuer, or the URL in the metadata. Default: the fixed path. */
  readonly keysFrom?: 'address' | 'metadata'
}

/** A refusal and its status. */
class Refused extends Error {
  readonly status: 401 | 403

  constructor(message: string, status: 401 | 403 = 401) {
    super(message)
    this.status = status
  }
}

export async function startFaultyApi(
  settings: ApiSettings,
  defect?: ApiDefect | KeyDefect,
): Promise<{ url: string } & AsyncDisposable> {
  const verify = createVerifier(settings, (name) => name === defect)
  const server = createServer(async (request, response) => {
    try {
      await verify(request, url)
      response.setHeader('Content-Type', 'application/json').end('{}')
    } catch (error) {
      const status = error instanceof Refused ? error.status : 401
      const code = status === 403 ? 'insufficient_scope' : 'invalid_token'
      response.writeHead(status, { 'WWW-Authenticate': `DPoP error="${code}"` }).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(settings.port ?? 0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hello`
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Has = (defect: ApiDefect | KeyDefect) => boolean

function createVerifier(settings: ApiSettings, has: Has) {
  const { issuer, otherIssuer, audience, scope } = settings
  const keys = createIssuerKeys(settings, has)
  const seen = new Set<string>()

  const keyFor: JWTVerifyGetKey = async (header, token) => {
    if (has('trusts an embedded key') && header.jwk !== undefined) return EmbeddedJWK(header, token)
    const jku = (header as { jku?: string }).jku
    if (has('trusts jku') && jku !== undefined) return createRemoteJWKSet(new URL(jku))(header, token)
    return keys(header)
  }

  const canReadKeys = async (token: string) => {
    try {
      return await keys(decodeProtectedHeader(token))
    } catch (error) {
      return error instanceof Refused
    }
  }

  const readToken = async (token: string): Promise<JWTPayload> => {
    if (has('alg none') && decodeProtectedHeader(token).alg === 'none') return decodeJwt(token)
    if (has('accepts what it cannot verify') && !(await canReadKeys(token))) return decodeJwt(token)
    const { payload, protectedHeader } = await jwtVerify(token, keyFor, {
      algorithms: ['RS256'],
      issuer: has('another environment’s issuer') ? [issuer, otherIssuer] : issuer,
      clockTolerance: has('expired by ten minutes') || has('ignores nbf') ? 900 : 5,
      requiredClaims: ['exp'],
    })
    const now = Date.now() / 1000
    // The tolerance is meant for only one of the two claims.
    if (has('expired by ten minutes') && Number(payload.nbf) > now + 5) throw new Refused('nbf')
    if (has('ignores nbf') && Number(payload.exp) < now - 5) throw new Refused('exp')
    if (Number(payload.iat) > now + 60) throw new Refused('iat')
    const { typ } = protectedHeader
    if (typ !== 'at+jwt' && typ !== 'JWT' && !has('ignores typ')) throw new Refused('typ')
    return payload
  }

  const checkClaims = ({ aud, scope: held }: JWTPayload) => {
    if (aud !== audience && !has('any audience')) throw new Refused('aud')
    const scopes = Array.isArray(held) ? held : []
    const fits = scopes.some((name) => (has('prefix-matched scope') ? name.startsWith(scope) : name === scope))
    if (!fits) throw new Refused('scope', 403)
  }

  const checkProof = async (proof: string, { token, method, url, jkt }: ProofExpectations) => {
    const header = decodeProtectedHeader(proof)
    const jwk = header.jwk as JWK
    if (header.typ !== 'dpop+jwt' || header.alg !== 'ES256' || 'd' in (jwk as JsonWebKey)) throw new Refused('header')
    const { payload } = await jwtVerify(proof, await importJWK(jwk, 'ES256'), { algorithms: ['ES256'] })
    if ((await calculateJwkThumbprint(jwk)) !== jkt) throw new Refused('key')
    if (payload.htm !== method || payload.htu !== url) throw new Refused('htm, htu')
    if (!(Math.abs(Number(payload.iat) - Date.now() / 1000) < 60)) throw new Refused('iat')
    const ath = createHash('sha256').update(token).digest('base64url')
    if (payload.ath !== ath && !has('skips ath')) throw new Refused('ath')
    if (typeof payload.jti !== 'string') throw new Refused('jti')
    if (seen.has(payload.jti) && !has('skips proof replay')) throw new Refused('replay')
    seen.add(payload.jti)
  }

  return async ({ headers, headersDistinct, method = '' }: IncomingMessage, url: string) => {
    const [scheme, token] = (headers.authorization ?? '').split(' ')
    if (token === undefined) throw new Refused('no token')
    const payload = await readToken(token).catch((error) => {
      throw error instanceof errors.JOSEError ? new Refused(error.code) : error
    })
    const jkt = (payload.cnf as { jkt?: string } | undefined)?.jkt
    if (jkt === undefined) throw new Refused('cnf')
    checkClaims(payload)
    if (scheme === 'Bearer' && has('Bearer for a bound token')) return
    const [proof, ...others] = headersDistinct.dpop ?? []
    if (scheme !== 'DPoP' || proof === undefined || others.length > 0) throw new Refused('proof')
    await checkProof(proof, { token, method, url, jkt })
  }
}

/** The issuer's keys, fetched for every request: a real API would cache them, but these tests must see changes at once. */
function createIssuerKeys({ issuer, keysFrom = 'address' }: ApiSettings, has: Has) {
  const readTimeout = has('waits for the keys without a timeout') ? 60_000 : 3000
  const read = async (address: string): Promise<Record<string, unknown>> => {
    const response = await fetch(address, { signal: AbortSignal.timeout(readTimeout) })
    return (await response.json()) as Record<string, unknown>
  }
  const addressOfKeys = async () => {
    if (keysFrom === 'address') return `${issuer}/.well-known/openid-configuration/jwks`
    const document = await read(`${issuer}/.well-known/openid-configuration`)
    if (document.issuer !== issuer && !has('accepts the metadata of any issuer')) throw new Refused('metadata')
    return String(document.jwks_uri)
  }
  const readKeys = async () => (await read(await addressOfKeys())).keys as JWK[]
  let known: JWK[] = []
  let reading: Promise<JWK[]> | undefined
  return async ({ kid }: { readonly kid?: string }): Promise<CryptoKey> => {
    if (reading === undefined || !has('fetches the keys only once')) reading = readKeys()
    const published = await reading
    known = has('keeps removed keys') ? [...known, ...published] : published
    const key = known.find((one) => one.kid === kid)
    if (key === undefined) throw new Refused('kid')
    return (await importJWK(key, 'RS256')) as CryptoKey
  }
}

interface ProofExpectations {
  readonly token: string
  readonly method: string
  readonly url: string
  readonly jkt: string
}
