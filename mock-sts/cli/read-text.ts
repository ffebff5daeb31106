/** Reads the text of a file that a flag, argument or variable names; if that fails, the error says why in one line. */
import { readFileSync } from 'node:fs'
import { UsageError } from './usage-error.ts'

/**
 * UTF-8 or, with a byte order mark, UTF-16, as PowerShell’s `>` writes it; without the mark.
 * @throws {UsageError} also for a file in another encoding, because a name in it would be wrong
 */
export function readText(from: string, path: string): string {
  const bytes = readBytes(from, path)
  const text = decodeText(bytes)
  const first = text.indexOf('\ufffd')
  if (first < 0) return text
  // A sequence in ASN.1, with its length in several bytes.
  if (bytes[0] === 0x30 && Number(bytes[1]) > 0x80)
    throw new UsageError(
      `${from}: ${shownPath(path)} is a key or certificate in DER or PKCS#12: convert it to PEM, with openssl pkey, x509 or pkcs12`,
    )
  const line = text.slice(0, first).split('\n').length
  throw new UsageError(`${from}: ${shownPath(path)} is not UTF-8 (line ${line}): save it as UTF-8`)
}

/** Characters that the encoding does not have become U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

function readBytes(from: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const shown = shownPath(path)
    const why =
      code === 'ENOENT' || code === 'ENAMETOOLONG'
        ? `file not found: ${shown}`
        : code === 'EISDIR'
          ? `${shown} is a directory, not a file (Docker creates one if the file to mount does not exist)`
          : `cannot read ${shown}: ${code}`
    // The message of the cause would quote the path.
    throw new UsageError(`${from}: ${why}`, shown === path ? { cause: error } : {})
  }
}

/** A path, unless it may be the content of the file, such as a key, instead of its path. */
export function shownPath(path: string): string {
  return path.length <= 200 && !/[\r\n{}"]/.test(path) ? path : '(the text that was given instead of a path)'
}
