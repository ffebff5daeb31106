/** An ES256 signature in the JWS format, converted from DER because Node takes twice as long to produce it directly. */
import { type KeyObject, sign } from 'node:crypto'

/** Bytes of r and of s. https://www.rfc-editor.org/rfc/rfc7518#section-3.4 */
const numberLength = 32

export function es256Signature(data: Uint8Array, key: KeyObject): Buffer {
  return fromDer(sign('sha256', data, key))
}

/**
 * Converts `SEQUENCE { r INTEGER, s INTEGER }` to r and s, 32 bytes each.
 * https://www.rfc-editor.org/rfc/rfc3279#section-2.2.3
 */
export function fromDer(der: Buffer): Buffer {
  const integerAt = (tag: number) => der.subarray(tag + 2, tag + 2 + der.readUInt8(tag + 1))
  const r = integerAt(2)
  const s = integerAt(4 + r.length)
  const signature = Buffer.alloc(2 * numberLength)
  for (const [index, integer] of [r, s].entries()) {
    // DER puts a zero byte before a number whose first bit is 1, because the number would be negative otherwise.
    const digits = integer.subarray(-numberLength)
    digits.copy(signature, (index + 1) * numberLength - digits.length)
  }
  return signature
}
