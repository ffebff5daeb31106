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
  | 'config'
  | 'multipart'
  | 'ignored value'

/** Options whose value must not be taken for the URL. https://curl.se/docs/manpage.html */
const optionsWithValue = `
  -A -b -c -e -E -m -o -x -w -y -Y -z -D -r -C --user-agent --cookie --cookie-jar --referer --cert --key --cacert
  --capath --pass --max-time --connect-timeout --output --proxy --write-out --resolve --connect-to --trace
  --trace-ascii --trace-config --limit-rate --proxy-user --retry-max-time --socks5 --socks5-hostname --socks4
  --socks4a --preproxy --proxy-header --noproxy --range -Q -U --speed-limit --speed-time --keepalive-time
  --expect100-timeout --happy-eyeballs-timeout-ms --tls-max --tls13-ciphers --curves --crlfile --pinnedpubkey
  --engine --proxy-cacert -P --unix-socket --abstract-unix-socket --local-port --dns-servers --doh-url --stderr
  --rate --max-filesize --max-redirs --hsts --alt-svc --netrc-file --output-dir --etag-save -t --etag-compare
  --aws-sigv4 --login-options --service-name --variable --proto --proto-default --proto-redir --continue-at
  --time-cond --parallel-max --libcurl --ip-tos --vlan-priority --retry --retry-delay --dump-header --cert-type
  --key-type --ciphers --interface
`
  .trim()
  .split(/\s+/)

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
  '-K': 'config',
  '--config': 'config',
  ...Object.fromEntries(optionsWithValue.map((flag) => [flag, 'ignored value' as const])),
}

/** Parses the words of the command. */
export function parseCurl(words: readonly string[]): PastedRequest {
  const fields: (readonly [string, string])[] = []
  const data: string[] = []
  let method: string | undefined
  let url: string | undefined
  const filesOf: { headers?: string; body?: string } = {}
  let asQuery = false
  let isUpload = false
  let type = 'application/x-www-form-urlencoded'
  for (const [part, value] of partsOf(words.slice(1))) {
    if (part === 'url') url ??= value
    else if (part === 'method') method = value
    else if (part === 'header' && value.startsWith('@')) filesOf.headers = `headers are in a file (${value.slice(1)})`
    else if (part === 'header') fields.push(parseField(value))
    else if (part === 'user') fields.push(['Authorization', `Basic ${Buffer.from(value).toString('base64')}`])
    else if (part === 'bearer') fields.push(['Authorization', `Bearer ${value}`])
    else if (part === 'get') asQuery = true
    else if (part === 'file') {
      isUpload = true
      filesOf.body = `the body is in a file (${value})`
    } else if (part === 'config') filesOf.headers = `options are in a file (${value})`
    else if (part === 'json' || part === 'multipart') {
      type = part === 'json' ? 'application/json' : 'multipart/form-data'
      data.push(value)
    } else if (isFile(part, value)) filesOf.body = `the body is in a file (${value.replace(/^[^@]*@/, '')})`
    else data.push(dataOf(part, value))
  }
  const sendsBody = (data.length > 0 || filesOf.body !== undefined) && !asQuery
  const typed = fields.some(([name]) => name.toLowerCase() === 'content-type')
  if (sendsBody && !typed) fields.push(['Content-Type', type])
  return {
    method: method ?? (isUpload ? 'PUT' : sendsBody ? 'POST' : 'GET'),
    ...(url !== undefined && { url }),
    fields,
    body: sendsBody ? data.join('&') : '',
    ...(Object.keys(filesOf).length > 0 && { notShown: filesOf }),
  }
}

function* partsOf(words: readonly string[]): Generator<readonly [Part, string]> {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string
    if (!word.startsWith('-') || word === '-') {
      yield ['url', word]
      continue
    }
    const [flag, attached] = split(word)
    const part = flags[flag]
    if (part === undefined) continue
    if (part === 'get') {
      yield [part, '']
      continue
    }
    const value = attached ?? words[++index] ?? ''
    if (part !== 'ignored value') yield [part, value]
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

function isFile(part: Part, value: string): boolean {
  if (part === 'raw') return false
  return part === 'urlencoded' ? /^[^=]*@/.test(value) : value.startsWith('@')
}

function dataOf(part: Part, value: string): string {
  if (part !== 'urlencoded') return value
  // In `name=value`, only the value is encoded.
  const equals = value.indexOf('=')
  if (equals < 0) return encodeURIComponent(value)
  const name = value.slice(0, equals)
  return `${name}${name ? '=' : ''}${encodeURIComponent(value.slice(equals + 1))}`
}
