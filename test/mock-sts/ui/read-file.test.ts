/** Which files Explain takes for text. */
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { textIn } from '../../../mock-sts/ui/app/pages/explain/read-file.ts'

const line = 'curl https://example.com -d name=Bjørn\r\n'
const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16()

describe('a file of text', () => {
  it.each([
    ['UTF-8', Buffer.from(line)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${line}`)],
    ['Windows-1252', Buffer.from(line, 'latin1')],
    ['UTF-16 with a byte order mark, as Windows PowerShell writes it', Buffer.from(`\ufeff${line}`, 'utf16le')],
    ['UTF-16 without a byte order mark', Buffer.from(line, 'utf16le')],
    ['UTF-16 in the other byte order', bigEndian(`\ufeff${line}`)],
  ])('is read in %s', (_, bytes) => {
    expect(textIn(bytes)).toBe(line)
  })

  it('keeps the colours of a terminal', () => {
    expect(textIn(Buffer.from('\u001b[1mPOST\u001b[0m'))).toBe('\u001b[1mPOST\u001b[0m')
  })

  it('may be empty', () => {
    expect(textIn(Buffer.from(''))).toBe('')
  })
})

it.each([
  // The signatures that the formats begin with, and what follows them.
  ['a PNG', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d])],
  ['a ZIP', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x14, 0, 0, 0])],
  ['gzip', gzipSync(line)],
  ['a capture of packets', Buffer.from([0xd4, 0xc3, 0xb2, 0xa1, 0x02, 0, 0x04, 0])],
])('%s is not text', (_, bytes) => {
  expect(textIn(bytes)).toBeUndefined()
})
