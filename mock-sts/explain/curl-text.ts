/** Parses a curl command. */
import { parseField } from './http-text.ts'
import type { PastedRequest } from './pasted-request.ts'

type Part =
  | 'method'
  | 'header'
  | 'data'
  | 'raw'
  | 'urlencoded'
  | 'json'
  | 'user'
  | 'bearer'
  | 'url'
  | 'get'
  | 'file'
  | 'multipart'
  | 'ignored value'

/** curl's flags that carry a part of the request, and flags whose value must be skipped. */
const flags: Readonly<Record<string, Part>> = {
  '-X': 'method',
  '--request': 'method',
  '-H': 'header',
  '--header': 'header',
  '-d': 'data',
  '--data': 'data',
  '--data-ascii': 'data',
  '--data-binary': 'data',
  '--data-raw': 'raw',
  '--data-urlencode': 'urlencoded',
  '--json': 'json',
  '-u': 'user',
  '--user': 'user',
  '--oauth2-bearer': 'bearer',
  '--url': 'url',
  '-G': 'get',
  '--get': 'get',
  '-F': 'multipart',
  '--form': 'multipart',
  '--form-string': 'multipart',
  '-T': 'file',
  '--upload-file': 'file',
  '-K': 'file',
  '--config': 'file',
  ...Object.fromEntries(
    [
      ...['-A', '-b', '-c', '-e', '-E', '-m', '-o', '-x', '-w', '-y', '-Y', '-z', '-D', '-r', '-C'],
      ...['--user-agent', '--cookie', '--cookie-jar', '--referer', '--cert', '--key', '--cacert', '--capath', '--pass'],
      ...['--max-time', '--connect-timeout', '--output', '--proxy', '--write-out', '--resolve', '--connect-to'],
      ...['--retry', '--retry-delay', '--dump-header', '--cert-type', '--key-type', '--ciphers', '--interface'],
    ].map((flag) => [flag, 'ignored value' as const]),
  ),
}

/**
 * Parses the words of the command.
 * @throws {SyntaxError} naming the part that cannot be parsed
 */
export function parseCurl(words: readonly string[]): PastedRequest {
  const fields: (readonly [string, string])[] = []
  const data: string[] = []
  let method: string | undefined
  let url: string | undefined
  let headersIn: string | undefined
  let asQuery = false
  let type = 'application/x-www-form-urlencoded'
  for (const [part, value, flag] of partsOf(words.slice(1))) {
    if (part === 'url') url ??= value
    else if (part === 'method') method = value
    else if (part === 'header' && value.startsWith('@')) headersIn = value.slice(1)
    else if (part === 'header') fields.push(parseField(value))
    else if (part === 'user') fields.push(['Authorization', `Basic ${Buffer.from(value).toString('base64')}`])
    else if (part === 'bearer') fields.push(['Authorization', `Bearer ${value}`])
    else if (part === 'get') asQuery = true
    else if (part === 'file') throw new SyntaxError(`${flag} ${value}: explain supports forms given with --data only`)
    else if (part === 'json' || part === 'multipart') {
      type = part === 'json' ? 'application/json' : 'multipart/form-data'
      data.push(value)
    } else data.push(dataOf(part, value, flag))
  }
  const sendsBody = data.length > 0 && !asQuery
  const typed = fields.some(([name]) => name.toLowerCase() === 'content-type')
  if (sendsBody && !typed) fields.push(['Content-Type', type])
  return {
    method: method ?? (sendsBody ? 'POST' : 'GET'),
    ...(url !== undefined && { url }),
    fields,
    body: sendsBody ? data.join('&') : '',
    ...(headersIn !== undefined && { notShown: { headers: `headers are in a file (${headersIn})` } }),
  }
}

function* partsOf(words: readonly string[]): Generator<readonly [Part, string, string]> {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string
    if (!word.startsWith('-') || word === '-') {
      yield ['url', word, '']
      continue
    }
    const [flag, attached] = split(word)
    const part = flags[flag]
    if (part === undefined) continue
    if (part === 'get') {
      yield [part, '', flag]
      continue
    }
    const value = attached ?? words[++index] ?? ''
    if (part !== 'ignored value') yield [part, value, flag]
  }
}

/** `-sd'…'` is `-s -d '…'`; `--data='…'` is `--data '…'`. */
function split(word: string): readonly [flag: string, attached: string | undefined] {
  if (word.startsWith('--')) {
    const [flag = '', ...rest] = word.split('=')
    return [flag, flags[flag] && rest.length > 0 ? rest.join('=') : undefined]
  }
  for (let at = 1; at < word.length; at++) {
    const flag = `-${word[at]}`
    if (flags[flag] !== undefined) return [flag, word.slice(at + 1) || undefined]
  }
  return [word, undefined]
}

function dataOf(part: Part, value: string, flag: string): string {
  if (part === 'raw') return value
  const fromFile = part === 'urlencoded' ? /^[^=]*@/.test(value) : value.startsWith('@')
  if (fromFile) throw new SyntaxError(`${flag} ${value} refers to a file: replace it with the content of the file`)
  if (part !== 'urlencoded') return value
  // In `name=value`, only the value is encoded.
  const equals = value.indexOf('=')
  if (equals < 0) return encodeURIComponent(value)
  const name = value.slice(0, equals)
  return `${name}${name ? '=' : ''}${encodeURIComponent(value.slice(equals + 1))}`
}
