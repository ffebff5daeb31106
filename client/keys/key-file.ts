/** Loads a key from a file, which is read again before each exchange so that changes take effect. */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { HelseIdError } from '../errors.ts'
import { importKey, looksLikeKey, type PemKey, readKeyText } from './key-material.ts'
import type { SigningKey } from './signing-key.ts'
import { textOf } from './text-of.ts'

/**
 * A file with a JWK or PEM; the PEM may include the certificate.
 *
 * The file is read when the client is created and again before each exchange, once in some minutes. So there is no
 * watcher to close, and the symlinks that Kubernetes swaps are followed. If a later read fails, the last good key stays
 * in use and `helseid-client:key-file` reports the problem.
 * @example
 * ```ts
 * const key: ClientKeySource = { file: String(process.env.HELSEID_KEY_FILE) }
 * ```
 */
export interface KeyFile extends Omit<PemKey, 'pem'> {
  readonly file: string
}

export type KeyFileEvent = { readonly kid: string } | { readonly problem: string }

/** @throws {TypeError} if the file has no usable key */
export function readKeyFile({ file, ...options }: KeyFile) {
  if (looksLikeKey(file)) throw new TypeError('file must be a path, but is the key itself')
  let text: string
  try {
    text = textOf(readFileSync(file))
  } catch (error) {
    throw new TypeError(`the file ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
  return inFile(file, () => readKeyText(text, options))
}

/**
 * `onChange` is called for a new key, and once for a file that became unusable; the last good key then stays in use.
 */
export function watchKeyFile(source: KeyFile, onChange: (event: KeyFileEvent) => void): () => Promise<SigningKey> {
  const { file, ...options } = source
  let seen: string | undefined
  let key: SigningKey | undefined
  let reading: Promise<SigningKey> | undefined
  const read = async () => {
    try {
      const text = textOf(await readFile(file))
      if (text === seen && key !== undefined) return key
      const first = key === undefined
      key = await importKey(inFile(file, () => readKeyText(text, options)))
      seen = text
      if (!first) onChange({ kid: key.kid })
    } catch (error) {
      const problem =
        error instanceof TypeError
          ? error.message
          : `the file ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`
      // With several keys another one is used instead, so this is the only report.
      if (seen !== problem) onChange({ problem })
      // Reported once; any later good text differs from it.
      seen = problem
      if (key === undefined) throw new HelseIdError(problem, { code: 'key_unavailable', cause: error })
    }
    return key
  }
  return () => {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }
}

function inFile<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new TypeError(`the key in the file ${file}: ${(error as Error).message}`)
  }
}
