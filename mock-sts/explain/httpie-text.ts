/** Parses a command of HTTPie, or of xh, which has its syntax: `http --form POST <url> name=value Header:value`. https://httpie.io/docs/cli/request-items */
import type { PastedRequest } from './pasted-request.ts'

const withValue = [
  '--auth',
  '-a',
  '--auth-type',
  '-A',
  '--session',
  '--output',
  '-o',
  '--print',
  '-p',
  '--verify',
  '--cert',
  '--timeout',
  '--style',
  '-s',
]

/** @throws {SyntaxError} if an item refers to a file */
export function parseHttpie(words: readonly string[]): PastedRequest {
  const fields: (readonly [string, string])[] = []
  const form = new URLSearchParams()
  let isForm = false
  let [method, url, raw]: [string?, string?, string?] = []
  for (let index = 1; index < words.length; index++) {
    const word = words[index] as string
    if (word === '--form' || word === '-f') isForm = true
    else if (word === '--raw') raw = words[++index] ?? ''
    else if (word.startsWith('--raw=')) raw = word.slice('--raw='.length)
    else if (withValue.includes(word)) index++
    else if (word.startsWith('-')) continue
    else if (url === undefined && method === undefined && /^[A-Za-z]+$/.test(word)) method = word.toUpperCase()
    else if (url === undefined)
      url = /^https?:\/\//.test(word) ? word : `${/https$|xhs$/.test(words[0] ?? '') ? 'https' : 'http'}://${word}`
    else addItem(word, fields, form)
  }
  const isTyped = fields.some(([name]) => name.toLowerCase() === 'content-type')
  const hasBody = form.size > 0 || raw !== undefined
  const type = isForm ? 'application/x-www-form-urlencoded; charset=utf-8' : 'application/json'
  return {
    method: method ?? (hasBody ? 'POST' : 'GET'),
    ...(url !== undefined && { url }),
    fields: hasBody && !isTyped ? [...fields, ['Content-Type', type]] : fields,
    body: raw ?? (isForm ? form.toString() : hasBody ? JSON.stringify(Object.fromEntries(form)) : ''),
  }
}

function addItem(item: string, fields: (readonly [string, string])[], form: URLSearchParams): void {
  const found = /^([^:=@]+)(:=|==|=@|:@|=|:|@)(.*)$/s.exec(item)
  if (found === null) return
  const [, name = '', separator, value = ''] = found
  if (separator?.includes('@'))
    throw new SyntaxError(`${item} refers to a file: replace it with the content of the file`)
  if (separator === ':') fields.push([name.trim(), value.trim()])
  else if (separator === '=' || separator === ':=') form.append(name, value)
}
