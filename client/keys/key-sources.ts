/** The sources that a client's private key may come from. */
import { assertionAlgorithms } from 'helseid-contract'
import type { CryptoKey, JWK } from 'jose'
import { algorithmOfCryptoKey } from './crypto-key.ts'
import { type KeyFile, type KeyFileEvent, readKeyFile, watchKeyFile } from './key-file.ts'
import {
  importKey,
  type KeyMaterial,
  looksLikeKey,
  type PemKey,
  readJwk,
  readKeyText,
  readPem,
} from './key-material.ts'
import type { SignFunction, SigningKey } from './signing-key.ts'

/**
 * The name of an environment variable with a JWK, PEM, or either in base64. It is read when the client is created and
 * on first use.
 * @example
 * ```ts
 * const key: ClientKeySource = { env: 'HELSEID_KEY' }
 * ```
 */
export interface KeyVariable extends Omit<PemKey, 'pem'> {
  readonly env: string
}

/**
 * A vault or HSM that signs assertions without revealing the key. A call that takes longer than the client's `timeout`
 * fails with `key_unavailable`. The DPoP key is a separate key, in memory unless `dpopKey` is given.
 * @example
 * ```ts
 * const key: ClientKeySource = { sign: (data) => vault.sign(data), kid: 'registered-kid', alg: 'ES256' }
 * ```
 */
export interface SigningFunction {
  readonly sign: SignFunction
  /** As registered with HelseID. */
  readonly kid: string
  /** PS256, ES256 and so on; RS256 only if the vault supports nothing else. */
  readonly alg: string
}

/**
 * Where a client's private key comes from: a JWK, PEM, a file, an environment variable, a signing function or a
 * `CryptoKey`. `createHelseIdClient` throws a `TypeError` for a key that it cannot read; the message contains no part
 * of the key.
 * @example
 * ```ts
 * const key: ClientKeySource[] = [{ env: 'HELSEID_KEY' }, { file: String(process.env.OLD_KEY_FILE) }]
 * ```
 */
export type ClientKeySource =
  | JWK
  | PemKey
  | KeyFile
  | KeyVariable
  | SigningFunction
  | { readonly key: CryptoKey; readonly kid: string }

/** The problems with a source, without any part of the key. */
export function keyProblems(source: ClientKeySource): string[] {
  try {
    if (!isSigner(source) && !isCryptoKey(source)) read(source)
    else checkNamed(source)
    return []
  } catch (error) {
    if (error instanceof TypeError) return [error.message]
    throw error
  }
}

/** Returns a function that loads the key once, or again on every call if it is a file, which may change. */
export function openKey(source: ClientKeySource, onChange: (event: KeyFileEvent) => void): () => Promise<SigningKey> {
  if ('file' in source) return watchKeyFile(source as KeyFile, onChange)
  let loaded: Promise<SigningKey> | undefined
  return () => {
    loaded ??= load(source)
    return loaded
  }
}

async function load(source: ClientKeySource): Promise<SigningKey> {
  if (isSigner(source)) return { key: source.sign, kid: source.kid, alg: source.alg }
  if (isCryptoKey(source)) return { key: source.key, kid: source.kid, alg: algorithmOfCryptoKey(source.key) }
  return importKey(read(source))
}

function read(source: Exclude<ClientKeySource, SigningFunction | { key: CryptoKey }>): KeyMaterial {
  if (typeof source !== 'object' || source === null)
    throw new TypeError('must be an object: a JWK, { pem }, { file }, { env }, { sign } or { key: CryptoKey }')
  if ('file' in source) return readKeyFile(source as KeyFile)
  if ('env' in source) return readVariable(source as KeyVariable)
  if ('pem' in source) return readPem(source as PemKey)
  return readJwk(source as JWK)
}

function readVariable({ env, ...options }: KeyVariable): KeyMaterial {
  if (looksLikeKey(env)) throw new TypeError('env must be the name of an environment variable, but is the key itself')
  const text = process.env[env]
  if (text === undefined || text === '') throw new TypeError(`the environment variable ${env} is not set, or is empty`)
  try {
    return readKeyText(text, options)
  } catch (error) {
    throw new TypeError(`the key in the environment variable ${env}: ${(error as Error).message}`)
  }
}

function checkNamed(source: SigningFunction | { key: CryptoKey; kid: string }): void {
  if (typeof source.kid !== 'string' || source.kid === '')
    throw new TypeError('kid is required, as registered with HelseID')
  if ('sign' in source) {
    const algorithms: readonly string[] = [...assertionAlgorithms.documented, 'RS256']
    if (!algorithms.includes(source.alg)) throw new TypeError(`alg is required: ${algorithms.join(', ')}`)
  } else algorithmOfCryptoKey(source.key)
}

function isSigner(source: ClientKeySource): source is SigningFunction {
  return typeof (source as SigningFunction | null)?.sign === 'function'
}

function isCryptoKey(source: ClientKeySource): source is { key: CryptoKey; kid: string } {
  return (source as { key?: unknown } | null)?.key instanceof globalThis.CryptoKey
}
