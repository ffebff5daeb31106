/** An ES256 signature in the form of JWS: Node makes it in DER, and takes as long again to make the other form of it. */
import { type KeyObject, sign } from 'node:crypto'

/** Bytes of each of the two numbers. https://www.rfc-editor.org/rfc/rfc7518#section-3.4 */
const numberLength = 32

export function es256Signature(data: Uint8Array, key: KeyObject): Buffer {
  return fromDer(sign('sha256', data, key))
}

/** `SEQUENCE { r INTEGER, s INTEGER }` as r and s one after the other, each of 32 bytes. https://www.rfc-editor.org/rfc/rfc3279#section-2.2.3 */
export function fromDer(der: Buffer): Buffer {
  const integerAt = (tag: number) => der.subarray(tag + 2, tag + 2 + der.readUInt8(tag + 1))
  const r = integerAt(2)
  const s = integerAt(4 + r.length)
  const signature = Buffer.alloc(2 * numberLength)
  for (const [index, integer] of [r, s].entries()) {
    // A first bit of 1 would mean a negative number: a zero byte stands before it, which is no part of the number.
    const digits = integer.subarray(-numberLength)
    digits.copy(signature, (index + 1) * numberLength - digits.length)
  }
  return signature
}
