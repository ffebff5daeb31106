/** A key in a file that is watched: before each exchange it is read again, and taken over where it has changed. */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { HelseIdError } from '../errors.ts'
import { importKey, looksLikeKey, type PemKey, readKeyText } from './key-material.ts'
import type { SigningKey } from './signing-key.ts'

/**
 * A JWK or PEM in a file, perhaps with the certificate in the same text. Reading before each exchange, which is once in some
 * minutes, needs no watcher that would have to be closed, and sees the links that Kubernetes swaps.
 */
export interface KeyFile extends Omit<PemKey, 'pem'> {
  readonly file: string
}

export type KeyFileEvent = { readonly kid: string } | { readonly problem: string }

/** @throws {TypeError} if there is no good key in it */
export function readKeyFile({ file, ...options }: KeyFile) {
  if (looksLikeKey(file)) throw new TypeError('file must be the path of a file, and is the key itself')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new TypeError(`the file ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
  return inFile(file, () => readKeyText(text, options))
}

/** `onChange` is told of another key, and once of a file that has become bad: the last good key is used on. */
export function watchKeyFile(source: KeyFile, onChange: (event: KeyFileEvent) => void): () => Promise<SigningKey> {
  const { file, ...options } = source
  let seen: string | undefined
  let key: SigningKey | undefined
  let reading: Promise<SigningKey> | undefined
  const read = async () => {
    try {
      const text = await readFile(file, 'utf8')
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
      // Where another key is used in its place, nobody would hear of it otherwise.
      if (seen !== problem) onChange({ problem })
      // Told once; the next good text is another one.
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
    throw new TypeError(`in the file ${file} ${(error as Error).message}`)
  }
}
