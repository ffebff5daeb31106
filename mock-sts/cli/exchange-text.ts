/** Formats a token request and its answer as readable text. */
import { verdictHeader } from 'helseid-contract'
import type { ExchangeAnswer } from 'helseid-contract/rules'

/** The response headers that are printed. */
const relevantHeaders = ['content-type', 'cache-control', 'dpop-nonce', verdictHeader]

export function exchangeText({ request, status, headers, body }: ExchangeAnswer): string {
  const form = [...new URLSearchParams(request.body)].filter(([name]) => name !== 'client_assertion')
  const other = request.headers.filter(([name]) => name !== 'DPoP')
  return [
    `${request.method} ${request.url}`,
    ...other.map(([name, value]) => `${name}: ${value}`),
    ...jwtLines('DPoP', request.headers.some(([name]) => name === 'DPoP') ? request.proof : undefined),
    ...jwtLines('client_assertion', request.body.includes('client_assertion=') ? request.assertion : undefined),
    ...form.map(([name, value]) => `${name}=${shortened(value)}`),
    '',
    `⇒ ${status}`,
    ...relevantHeaders.flatMap((name) => (headers.has(name) ? [`${name}: ${headers.get(name)}`] : [])),
    body.length > 2000 ? `${body.slice(0, 2000)}…` : body,
  ].join('\n')
}

function jwtLines(name: string, jwt: string | undefined): string[] {
  if (jwt === undefined) return []
  const [header = '', claims = ''] = jwt.split('.')
  return [`${name}: ${decoded(header)}`, `${' '.repeat(name.length)}  ${decoded(claims)}`]
}

function decoded(part: string): string {
  return shortened(Buffer.from(part, 'base64url').toString('utf8'))
}

function shortened(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}… (${text.length} characters)` : text
}
