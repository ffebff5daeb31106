/** The body of a recorded answer: decoded, and without what a tool or a terminal shows around it. */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

/** What the recording shows of a body; `notShown` says what is missing. */
export interface RecordedBody {
  readonly body: string
  readonly notShown?: string
}

/** The largest body that is decompressed, in bytes. */
const maxOutputLength = 16_777_216

/** The content of an answer in a HAR. http://www.softwareishard.com/blog/har-12-spec/#content */
export function bodyInHar(content: Readonly<Record<string, unknown>>, headers: Headers): RecordedBody {
  const { text, encoding, size } = content
  // Browsers forget the bodies of old answers, some tools keep them in other files, and exports can leave them out.
  if (typeof text !== 'string') return size === 0 ? { body: '' } : { body: '', notShown: 'the body of the answer' }
  if (encoding !== 'base64') return whole(text)
  const bytes = Buffer.from(text, 'base64')
  try {
    return whole(decompressed(bytes, headers.get('content-encoding') ?? '').toString('utf8'))
  } catch {
    // A body that was cut cannot be decompressed.
    return { body: '', notShown: 'the whole body of the answer' }
  }
}

/** Most tools record the body after it was decompressed, and leave the header as it was. */
function decompressed(bytes: Buffer, encoding: string): Buffer {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes, { maxOutputLength })
  const isPlain = bytes.length === 0 || '{<['.includes(String.fromCharCode(bytes[0] as number))
  if (isPlain) return bytes
  if (encoding === 'br') return brotliDecompressSync(bytes, { maxOutputLength })
  return encoding === 'deflate' ? inflateSync(bytes, { maxOutputLength }) : bytes
}

/** The text after the headers of an answer: in a terminal, other text follows the body without a line break. */
export function bodyInText(text: string): RecordedBody {
  const trimmed = text.trim()
  return whole(trimmed.slice(0, jsonEnd(trimmed) ?? trimmed.length))
}

/** JSON that does not end was cut. */
function whole(body: string): RecordedBody {
  const isCut = body.trimStart().startsWith('{') && jsonEnd(body.trim()) === undefined
  return isCut ? { body, notShown: 'the whole body of the answer' } : { body }
}

/** The index after the JSON object at the start of the text; undefined if there is none, or if it does not end. */
function jsonEnd(text: string): number | undefined {
  if (!text.startsWith('{')) return undefined
  let depth = 0
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (token === '{') depth += 1
    else if (token === '}') depth -= 1
    if (depth === 0) return index + token.length
  }
  return undefined
}
