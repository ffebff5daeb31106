/** Rotates the client's key at Selvbetjening so that a crash at any point leaves a working key (helseid.md 7). */
import { assertionAlgorithms } from 'helseid-contract'
import type { JWK } from 'jose'
import type { TokenRequestOptions } from './config.ts'
import { publish, reasonForLog } from './diagnostics.ts'
import { HelseIdError } from './errors.ts'
import { importKey, readJwk } from './keys/key-material.ts'
import type { KeyRing } from './keys/key-ring.ts'
import { newKey, publicHalf, secretsOf } from './keys/new-key.ts'
import type { SigningKey } from './keys/signing-key.ts'
import { causeWithout } from './safe-cause.ts'
import { register, registeredKeys, type SelvbetjeningTools, selvbetjeningToken } from './selvbetjening.ts'

export interface NewKey {
  /** The private key: a secret. */
  readonly jwk: JWK
  readonly kid: string
  /** When it expires according to Selvbetjening, in epoch milliseconds. */
  readonly expiresAt?: number
}

export interface RotateKeyOptions {
  /**
   * Stores the new key where the service will find it at its next start. Called after HelseID has accepted the key and
   * before the client uses it; if it throws, the client continues with the current key.
   */
  readonly store: (key: NewKey) => Promise<void> | void
  /** Default: PS256 with 4096 bits, as in NHN's own libraries. */
  readonly alg?: 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512'
}

export interface KeyStatus {
  readonly kid: string
  /** Epoch milliseconds; absent if neither Selvbetjening nor a certificate says. */
  readonly expiresAt?: number
}

export interface Rotation extends KeyStatus {
  /** The key used until now; it stays registered until it expires. */
  readonly previous: KeyStatus
}

export interface RotationTools extends SelvbetjeningTools {
  readonly keyRing: KeyRing
  /** One exchange with this key only. */
  readonly exchangeWith: (key: SigningKey, request: TokenRequestOptions) => Promise<unknown>
}

const algorithms: readonly string[] = assertionAlgorithms.documented

/** Milliseconds to wait before each retry with a new key that HelseID does not know yet. */
const retryWaits = [500, 1000, 2000, 4000]

/** The steps in order; only the last one changes which key the client uses. */
type Step = 'read' | 'generate' | 'register' | 'verify' | 'store' | 'use'

/** The key in use and when it expires. @throws {HelseIdError} */
export async function keyStatus(tools: RotationTools): Promise<KeyStatus> {
  // Selvbetjening requires a token, and getting it shows which of several keys HelseID accepts.
  const expiryOf = await registeredKeys(tools)
  const [current] = await tools.keyRing.keys()
  if (current === undefined) throw new HelseIdError('the client has no key', { code: 'key_unavailable' })
  return status(current.kid, expiryOf(current.kid) ?? current.expiresAt)
}

/**
 * @throws {HelseIdError} `rotation_failed`; the current key stays in use
 * @throws {TypeError} for an algorithm that HelseID does not accept
 */
export async function rotateKey(tools: RotationTools, { store, alg = 'PS256' }: RotateKeyOptions): Promise<Rotation> {
  if (!algorithms.includes(alg)) throw new TypeError(`rotateKey: alg must be one of ${algorithms.join(', ')}`)
  const { config, keyRing } = tools
  const { clientId, now } = config
  const startedAt = now()
  let step: Step = 'read'
  let secrets: readonly string[] = []
  try {
    const previous = await keyStatus(tools)
    step = 'generate'
    const jwk = await newKey(alg)
    secrets = secretsOf(jwk)
    const kid = String(jwk.kid)
    step = 'register'
    const expiresAt = await register(publicHalf(jwk), tools)
    step = 'verify'
    await verify(jwk, tools)
    step = 'store'
    await store({ jwk, ...status(kid, expiresAt) })
    step = 'use'
    keyRing.add(jwk, expiresAt)
    const times = { startedAt, endedAt: now() }
    publish('helseid-client:key-rotated', { clientId, ...times, ...status(kid, expiresAt), previous: previous.kid })
    return { ...status(kid, expiresAt), previous }
  } catch (cause) {
    const reason = cause instanceof HelseIdError ? cause.message : reasonForLog(cause, ...secrets)
    publish('helseid-client:rotation-failed', { clientId, startedAt, endedAt: now(), step, message: reason })
    throw new HelseIdError(`the key rotation failed at the step ${step}: ${reason}; the current key stays in use`, {
      code: 'rotation_failed',
      cause: causeWithout(secrets, cause),
    })
  }
}

/** HelseID may need a moment to learn about the key. */
async function verify(jwk: JWK, { config, exchangeWith }: RotationTools): Promise<void> {
  const key = await importKey(readJwk(jwk))
  for (let tries = 0; ; tries++) {
    try {
      await exchangeWith(key, selvbetjeningToken)
      return
    } catch (error) {
      const wait = retryWaits[tries]
      if (wait === undefined || !(error instanceof HelseIdError) || error.error !== 'invalid_client') throw error
      await config.wait(wait)
    }
  }
}

function status(kid: string, expiresAt: number | undefined): KeyStatus {
  return { kid, ...(expiresAt !== undefined && { expiresAt }) }
}
