/** Private keys in DER without PEM lines: PKCS#8, encrypted PKCS#8, PKCS#1, SEC1, PKCS#12; in base64, hexadecimal, decimal or bytes. */
import type { Mark } from './kinds.ts'
import { type Range, withoutRanges } from './scan.ts'

export function withoutDer(text: string, mark: Mark): string {
  let kept = text
  if (kept.includes('M') || kept.includes('b3B')) kept = withoutRanges(kept, base64Head, (head) => ofBase64(head, mark))
  if (/02[\s\S]{0,6}01/.test(kept)) kept = withoutRanges(kept, hexHead, (head) => ofHex(head, mark))
  if (/48\s{0,12},/.test(kept)) kept = kept.replace(decimals, () => mark('private-key'))
  if (kept.includes('\x02\x01')) kept = withoutRanges(kept, bytesHead, (head) => ofBytes(head, mark))
  return kept
}

/**
 * The first bytes of each structure in base64: SEQUENCE, its length in one to three bytes, the version, and the tag that
 * follows; or the identifier of an encryption by password. A certificate, a public key or a request for a certificate begins
 * otherwise; the last has the same bytes further inside, so that only three characters may precede.
 */
const base64Head = new RegExp(
  [
    'M[A-P][AEIMQUYcgkosw048]CAQ(?:A[wCE]|E[wCE]|M[wCE])',
    'MI[E-H][\\w+/-]AgE[ABD][MAB]',
    'MI[I-L][\\w+/-]{2}[AQgw]IBA(?:[DTz][A-D]|[AQw][I-LQ-T])',
    'MI[I-L][\\w+/-]{5}Bg[ko]qhkiG9w0B(?:BQ|DA)',
    'MI[E-H][\\w+/-]M[A-P][\\w+/-]G(?:CSqGSIb3DQEF|CiqGSIb3DQEM)',
    'b3BlbnNzaC1rZXktdjE',
  ].join('|'),
  'g',
)

/** What may precede: a tail of another encoding (`%0A`, `\\r\\n`) or the segments of a path. */
const base64Start = /(?:^|[^\w+/-]|\/)[\w+-]{0,3}$/
const requestStart = /MI[E-H]\/$/

/** The shortest private key: 32 bytes and their structure. */
const shortestBytes = 38

const base64Piece = /[\w/-][\w+/-]*={0,2}/y

/** What may separate lines of base64: line breaks and spaces, also escaped, and what joins texts in a program. */
const base64Gap = /(?:[\s"'+,>|#*]|\\{1,8}[rnt]?|%(?:25){0,8}[0-9a-f]{2}|&#?\w{2,5};){1,400}/iy

function ofBase64({ 0: head, index, input }: RegExpExecArray, mark: Mark): Range | undefined {
  const before = input.slice(Math.max(0, index - 4), index)
  if (!base64Start.test(before) || requestStart.test(before)) return undefined
  const length = head.startsWith('b3') ? input.length : derLength(Buffer.from(input.slice(index, index + 12), 'base64'))
  if (length < shortestBytes) return undefined
  const total = Math.ceil((length * 4) / 3)
  let at = index
  let seen = 0
  while (seen < total) {
    const piece = matchAt(base64Piece, input, at)
    if (piece === 0) break
    seen += piece
    at += piece
    if (seen < total) at += matchAt(base64Gap, input, at)
  }
  return seen < shortestBytes ? undefined : { start: index, end: at, instead: mark('private-key') }
}

const hexGap = '(?:[:\\s,-]{0,3}(?:0x|\\\\{1,4}x)?)'
const hexHead = new RegExp(
  `30${hexGap}(?:[0-7][0-9a-f]|8[01]${hexGap}[0-9a-f]{2}|82(?:${hexGap}[0-9a-f]{2}){2})${['02', '01', '0[013]', '(?:30|02|04)'].map((byte) => hexGap + byte).join('')}`,
  'gi',
)
const hexBytes = /(?:[0-9a-f]{2}|[:\s,-]|0x|\\{1,4}x)+/iy

function ofHex({ 0: head, index, input }: RegExpExecArray, mark: Mark): Range | undefined {
  if (/[0-9a-f]{2}[:,-]?$/i.test(input.slice(Math.max(0, index - 3), index))) return undefined
  const digits = (text: string) => text.replace(/0x|[^0-9a-f]/gi, '')
  const total = derLength(Buffer.from(digits(head), 'hex')) * 2
  const longest = matchAt(hexBytes, input.slice(index, index + 8 * total), 0)
  const given = input.slice(index, index + longest)
  if (total < shortestBytes * 2 || digits(given).length < shortestBytes * 2) return undefined
  return { start: index, end: index + longest, instead: mark('private-key') }
}

const comma = '\\s{0,12},\\s{0,12}'
const decimals = new RegExp(
  `\\b48${comma}(?:\\d{1,3}|129${comma}\\d{1,3}|130${comma}\\d{1,3}${comma}\\d{1,3})${comma}2${comma}1${comma}[013]${comma}(?:48|2|4)${comma}[\\d,\\s]{76,}`,
  'g',
)

/** A body, or a part of a multipart form. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the bytes of DER
const bytesHead = /(?<=^|\r\n\r\n|\n\n)0(?:[\0-\x7f]|\x81[\s\S]|\x82[\s\S]{2})\x02\x01[\0\x01\x03][0\x02\x04]/g

function ofBytes({ index, input }: RegExpExecArray, mark: Mark): Range | undefined {
  const length = derLength(Buffer.from(input.slice(index, index + 8), 'latin1'))
  return length < shortestBytes ? undefined : { start: index, end: index + length, instead: mark('private-key') }
}

/** How many bytes the structure says it has, with its own tag and length. */
function derLength(head: Buffer): number {
  const [, first = 0, second = 0, third = 0] = head
  if (first < 0x80) return first + 2
  if (first === 0x80) return Number.MAX_SAFE_INTEGER
  return first === 0x81 ? second + 3 : second * 256 + third + 4
}

function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0].length ?? 0
}
