/** Finds the call of an API in a text that shows its token and its proof, but is not an HTTP message: a log of a library, an object in JSON. */
import { schemeOf } from './http-text.ts'
import { type FoundJwt, isCertainlyAssertion, unescapedJson } from './loose-tokens.ts'
import type { PastedRequest } from './pasted-request.ts'

export interface LooseCall {
  readonly request: PastedRequest
  readonly accessToken: string
  readonly proof: string
}

const methods = 'GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS'
const methodBeforeUrl = new RegExp(String.raw`\b(${methods})\b[\s"':,]{1,4}(https?://[^\s"'<>\\,;)}\]]+)`, 'g')
const requestLine = new RegExp(String.raw`\b(${methods}) (/\S*) HTTP/\d`, 'g')
const methodLabel = new RegExp(String.raw`\bmethod["']?[\s:=]+["']?(?:HttpMethod\(value=)?(${methods})\b`, 'gi')
const urlLabel = /\b(?:(?:request|original)?ur[li]|request|endpoint)["']?[\s:=]+["'[]?(https?:\/\/[^\s"'<>\\,;)}\]]+)/gi
const pathLabel = /\b(?:(?:original)?ur[li]|path)["']?[\s:=]+["'[]?(\/[^\s"'<>\\,;)}\]]*)/gi
const hostLabel = /\bhost["']?[\s:=]+["'[]*([\w.-]+(?::\d+)?)/gi
const schemeLabel = /\bscheme["']?[\s:=]+["']?(https?)\b/gi

/** The call, if the text has one token and one proof, and no assertion that they may belong to. */
export function looseCall(given: string, jwts: readonly FoundJwt[]): LooseCall | undefined {
  const [token, proof, ...others] = [
    ...jwts.filter(({ kind }) => kind === 'access token'),
    ...jwts.filter(({ kind }) => kind === 'DPoP proof'),
  ]
  if (token?.kind !== 'access token' || proof?.kind !== 'DPoP proof' || others.length > 0) return undefined
  if (jwts.some(isCertainlyAssertion)) return undefined
  const text = unescapedJson(given)
  const scheme = schemeBefore(token.compact, text)
  const line = lineIn(text, proof.compact)
  const notShown = {
    ...(line === undefined && { line: 'the text shows a token and a proof, not the method and URL of one call' }),
    ...(scheme === undefined && { headers: 'the text shows a token and a proof alone' }),
  }
  const authorization = scheme === undefined ? [] : [['Authorization', `${scheme} ${token.compact}`] as const]
  const fields = [...authorization, ['DPoP', proof.compact] as const]
  const request = { method: 'GET', ...line, fields, body: '', notShown }
  return { request, accessToken: token.compact, proof: proof.compact }
}

function schemeBefore(token: string, text: string): string | undefined {
  const at = text.indexOf(token)
  return /\b(DPoP|Bearer)(?: +|%20|\+)$/i.exec(text.slice(Math.max(at - 20, 0), at))?.[1]
}

/** Method and URL, if the text shows those of one request and of no other. */
function lineIn(text: string, proof: string): { readonly method: string; readonly url: string } | undefined {
  const host = only(text, hostLabel)
  const origin = host === undefined ? undefined : `${only(text, schemeLabel) ?? schemeOf(host, proof)}://${host}`
  const inOrigin = (path: string | undefined) =>
    origin === undefined || path === undefined ? undefined : origin + path
  const method = only(text, methodLabel)?.toUpperCase()
  const url = only(text, urlLabel) ?? inOrigin(only(text, pathLabel))
  // The first kind that the text contains is the most certain one.
  const candidates = [
    [...text.matchAll(methodBeforeUrl)].map((found) => ({ method: found[1], url: found[2] })),
    [...text.matchAll(requestLine)].map((found) => ({ method: found[1], url: inOrigin(found[2]) })),
    [{ method, url }],
  ].map((lines) => lines.filter(isWhole))
  const [line, ...others] = candidates.find((lines) => lines.length > 0) ?? []
  if (line === undefined || others.some((other) => other.method !== line.method || other.url !== line.url))
    return undefined
  // The text may show how the token was requested, or the keys of the issuer.
  return /\/connect\/|\/\.well-known\//.test(line.url) ? undefined : line
}

function isWhole(line: {
  method?: string | undefined
  url?: string | undefined
}): line is { method: string; url: string } {
  return line.method !== undefined && line.url !== undefined && URL.canParse(line.url)
}

/** What `pattern` captures, if it captures the same everywhere. */
function only(text: string, pattern: RegExp): string | undefined {
  const values = new Set([...text.matchAll(pattern)].map(([, value]) => value))
  return values.size === 1 ? [...values][0] : undefined
}
