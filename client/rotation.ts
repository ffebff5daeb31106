/** Changes the client's key at Selvbetjening, so that a crash at any point leaves a key that works (helseid.md 7). */
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
  /** When Selvbetjening lets it expire, in epoch milliseconds. */
  readonly expiresAt?: number
}

export interface RotateKeyOptions {
  /**
   * Keeps the new key where the next start of the service finds it. It is called when HelseID has been seen to take the key,
   * and before the client uses it; if it throws, the client stays with the current key.
   */
  readonly store: (key: NewKey) => Promise<void> | void
  /** Default: PS256 with 4096 bits, as NHN's own libraries make them. */
  readonly alg?: 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512'
}

export interface KeyStatus {
  readonly kid: string
  /** In epoch milliseconds; absent where nobody says so. */
  readonly expiresAt?: number
}

export interface Rotation extends KeyStatus {
  /** The key that was in use before; it stays registered until it expires. */
  readonly previous: KeyStatus
}

export interface RotationTools extends SelvbetjeningTools {
  readonly keyRing: KeyRing
  /** One exchange with this key and no other. */
  readonly exchangeWith: (key: SigningKey, request: TokenRequestOptions) => Promise<unknown>
}

const algorithms: readonly string[] = assertionAlgorithms.documented

/** How often a new key is tried that HelseID does not know yet, and the waits between, in milliseconds. */
const retryWaits = [500, 1000, 2000, 4000]

/** The steps in their order; none but the last changes what the client uses. */
type Step = 'read' | 'generate' | 'register' | 'verify' | 'store' | 'use'

/** When the key in use expires. @throws {HelseIdError} */
export async function keyStatus(tools: RotationTools): Promise<KeyStatus> {
  // Asking takes a token, and with it shows which of several keys HelseID takes.
  const expiryOf = await registeredKeys(tools)
  const [current] = await tools.keyRing.keys()
  if (current === undefined) throw new HelseIdError('the client has no key', { code: 'key_unavailable' })
  return status(current.kid, expiryOf(current.kid) ?? current.expiresAt)
}

/**
 * @throws {HelseIdError} `rotation_failed`; the current key then stays in use
 * @throws {TypeError} for an algorithm that HelseID does not take
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
    throw new HelseIdError(`the rotation stopped at the step ${step}: ${reason}; the current key stays in use`, {
      code: 'rotation_failed',
      cause: causeWithout(secrets, cause),
    })
  }
}

/** HelseID may need a moment until it knows the key. */
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
