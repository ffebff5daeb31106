/** Parses a wget command. */
import { parseField } from './http-text.ts'
import type { PastedRequest } from './pasted-request.ts'

const formType = ['Content-Type', 'application/x-www-form-urlencoded'] as const

export function parseWget(words: readonly string[]): PastedRequest {
  const fields: (readonly [string, string])[] = []
  let [method, url, body, file]: [string?, string?, string?, string?] = []
  for (let index = 1; index < words.length; index++) {
    const word = words[index] as string
    const [flag = '', attached] = split(word)
    const value = () => attached ?? words[++index] ?? ''
    if (flag === '--header') fields.push(parseField(value()))
    else if (flag === '--method') method = value().toUpperCase()
    else if (flag === '--post-data' || flag === '--body-data') {
      body = value()
      if (flag === '--post-data') method ??= 'POST'
    } else if (flag === '--post-file' || flag === '--body-file') file = value()
    else if (['-O', '-o', '-a', '-T', '-t', '-P', '-U'].includes(flag)) index++
    else if (!word.startsWith('-')) url ??= word
  }
  const isTyped = fields.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    method: method ?? (file === undefined ? 'GET' : 'POST'),
    ...(url !== undefined && { url }),
    fields: (body ?? file) !== undefined && !isTyped ? [...fields, formType] : fields,
    body: body ?? '',
    ...(file !== undefined && { notShown: { body: `the body is in a file (${file})` } }),
  }
}

function split(word: string): readonly [flag: string, attached?: string] {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1
  return equals < 0 ? [word] : [word.slice(0, equals), word.slice(equals + 1)]
}
