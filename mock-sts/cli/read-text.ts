/** Reads the text of a file that a flag, argument or variable names; if that fails, the error says why in one line. */
import { readFileSync } from 'node:fs'
import { UsageError } from './usage-error.ts'

/**
 * UTF-8 or UTF-16, as PowerShell’s `>` writes it; without a byte order mark.
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
  return new TextDecoder(encodingOf(bytes)).decode(bytes)
}

/** By the byte order mark or, without one, by the bytes that are 0 in the UTF-16 of Latin letters. */
function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const sample = bytes.subarray(0, 1024)
  const zeros = (rest: 0 | 1) => sample.filter((byte, index) => byte === 0 && index % 2 === rest).length
  const threshold = sample.length * 0.4
  if (zeros(1) > threshold && zeros(0) === 0) return 'utf-16le'
  return zeros(0) > threshold && zeros(1) === 0 ? 'utf-16be' : 'utf-8'
}

/** Its file descriptor. As in other commands, `-` is the path of it. */
const standardInput = 0

function readBytes(from: string, path: string): Buffer {
  try {
    return readFileSync(path === '-' ? standardInput : path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const shown = shownPath(path)
    const why =
      path === ''
        ? 'the path is empty: is a variable not set?'
        : code === 'ENOENT' || code === 'ENAMETOOLONG'
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
