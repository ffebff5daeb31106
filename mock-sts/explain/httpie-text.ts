/** Parses a command of HTTPie, or of xh, which has its syntax: `http --form POST <url> name=value Header:value`. https://httpie.io/docs/cli/request-items */
import type { PastedRequest } from './pasted-request.ts'

const withValue = ['--session', '--output', '-o', '--print', '-p', '--verify', '--cert', '--timeout', '--style', '-s']

const named: Readonly<Record<string, 'raw' | 'auth' | 'type'>> = {
  '--raw': 'raw',
  '--auth': 'auth',
  '-a': 'auth',
  '--auth-type': 'type',
  '-A': 'type',
}

export function parseHttpie(given: readonly string[]): PastedRequest {
  const words = given.flatMap((word) => /^(--(?:raw|auth|auth-type))=(.*)$/s.exec(word)?.slice(1) ?? [word])
  const fields: (readonly [string, string])[] = []
  const form = new URLSearchParams()
  const values: { raw?: string; auth?: string; type?: string } = {}
  let isForm = false
  let [method, url, file]: [string?, string?, string?] = []
  for (let index = 1; index < words.length; index++) {
    const word = words[index] as string
    const name = named[word]
    if (word === '--form' || word === '-f') isForm = true
    else if (name !== undefined) values[name] = words[++index] ?? ''
    else if (withValue.includes(word)) index++
    else if (word.startsWith('-')) continue
    else if (url === undefined && method === undefined && /^[A-Za-z]+$/.test(word)) method = word.toUpperCase()
    else if (url === undefined) url = urlOf(word, words[0] ?? '')
    else if (/^[^:=@]+(?:=@|:@|@)/.test(word)) file = word.replace(/^[^@]*@/, '')
    else addItem(word, fields, form)
  }
  const { raw, auth, type: authType = 'basic' } = values
  if (auth !== undefined && /^b/.test(authType))
    fields.push([
      'Authorization',
      authType === 'bearer' ? `Bearer ${auth}` : `Basic ${Buffer.from(auth).toString('base64')}`,
    ])
  const isTyped = fields.some(([name]) => name.toLowerCase() === 'content-type')
  const hasBody = form.size > 0 || raw !== undefined || file !== undefined
  const type = isForm ? 'application/x-www-form-urlencoded; charset=utf-8' : 'application/json'
  return {
    method: method ?? (hasBody ? 'POST' : 'GET'),
    ...(url !== undefined && { url }),
    fields: hasBody && !isTyped ? [...fields, ['Content-Type', type]] : fields,
    body: raw ?? (isForm ? form.toString() : hasBody ? JSON.stringify(Object.fromEntries(form)) : ''),
    ...(file !== undefined && { notShown: { body: `a part of the body is in a file (${file})` } }),
  }
}

/** The scheme is that of the command’s name, and `:8080/path` is on this machine. */
function urlOf(word: string, command: string): string {
  if (/^https?:\/\//.test(word)) return word
  return `${/(?:https|xhs)$/.test(command) ? 'https' : 'http'}://${word.replace(/^:/, 'localhost:')}`
}

function addItem(item: string, fields: (readonly [string, string])[], form: URLSearchParams): void {
  const found = /^([^:=@]+)(:=|==|=|:)(.*)$/s.exec(item)
  if (found === null) return
  const [, name = '', separator, value = ''] = found
  if (separator === ':') fields.push([name.trim(), value.trim()])
  else if (separator === '=' || separator === ':=') form.append(name, value)
}
