/** The values of a recipe: what its names, and its marks such as `$now`, stand for. */
import type { ComposeContext, Moment } from './compose-context.ts'
import type { Json, JsonObject } from './json.ts'
import { publicJwk } from './jwk.ts'
import type { KeyName } from './recipe.ts'

export type Fill = (value: Json) => Json | undefined

/** `base` with the members of `change` in their place; those that are to go are left out. */
export function changed(base: JsonObject, change: JsonObject | undefined, fill: Fill): JsonObject {
  const result: Record<string, Json> = { ...base }
  for (const [name, value] of Object.entries(change ?? {})) {
    const filled = value === null ? undefined : fill(value)
    if (filled === undefined) delete result[name]
    else result[name] = filled
  }
  return result
}

type Mark = (argument: Json, about: { context: ComposeContext; now: number; fill: (value: Json) => Json }) => Json

/** What each mark stands for: `{ "$now": 10 }`. CONTRIBUTING.md has them in a table. */
export const marks: Readonly<Record<`$${string}`, Mark>> = {
  $null: () => null,
  $now: (offset, { now }) => now + Number(offset),
  $nowMs: (offset, { now }) => now * 1000 + Number(offset),
  $nowText: (offset, { now }) => String(now + Number(offset)),
  $fraction: (offset, { now }) => now + Number(offset) + 0.25,
  $publicJwk: (name, { context }) => publicJwk(context.key(name as KeyName)) as unknown as Json,
  $privateJwk: (name, { context }) => context.key(name as KeyName) as unknown as Json,
  $repeat(argument, { fill }) {
    const [value = null, times] = argument as readonly Json[]
    return Array.from({ length: Number(times) }, () => fill(value))
  },
  $text(argument) {
    const [text, times] = argument as readonly Json[]
    return String(text).repeat(Number(times))
  },
}

/** Puts in what the names and marks of a recipe stand for. */
export function filler(context: ComposeContext, moment: Moment): Fill {
  const now = Math.floor(moment.now)
  const fill = (value: Json): Json => {
    if (typeof value === 'string') return fillText(value, texts(context, moment))
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(fill)
    const [[name, argument] = ['', null], ...others] = Object.entries(value as JsonObject)
    const mark = others.length === 0 ? markOf(name) : undefined
    if (mark !== undefined) return mark(argument, { context, now, fill })
    return Object.fromEntries(Object.entries(value as JsonObject).map(([key, member]) => [key, fill(member)]))
  }
  return fill
}

function markOf(name: string): Mark | undefined {
  return Object.hasOwn(marks, name) ? marks[name as `$${string}`] : undefined
}

/** What the names in `${…}` stand for. */
export function texts(context: ComposeContext, { nonce = '' }: Moment): Record<string, string> {
  const { issuer, tokenEndpoint, otherIssuer, clientId, otherClientId, parent, child, supplier } = context
  const { scope, secondScope, otherApiScope, ungrantedScope } = context
  const audience = scope.split('/')[0] as string
  const otherAudience = otherApiScope.split('/')[0] as string
  const derived = {
    registeredKid: context.key(context.assertionKey).kid ?? '',
    proofThumbprint: context.key('proof').kid ?? '',
    ISSUER: issuer.toUpperCase(),
    tokenEndpointShouted: shouted(tokenEndpoint),
    SCOPE: scope.toUpperCase(),
    basic: Buffer.from(`${clientId}:secret`).toString('base64'),
  }
  const names = {
    ...derived,
    issuer,
    tokenEndpoint,
    otherIssuer,
    clientId,
    otherClientId,
    parent,
    child,
    supplier,
    nonce,
    audience,
    otherAudience,
  }
  return { ...names, scope, secondScope, otherApiScope, ungrantedScope, uuid: context.uuid() }
}

/** The same address written another way: scheme and host in capitals, the default port named. */
function shouted(address: string): string {
  const { protocol, hostname, port, pathname } = new URL(address)
  return `${`${protocol}//${hostname}`.toUpperCase()}:${port || (protocol === 'https:' ? 443 : 80)}${pathname}`
}

/** @throws {Error} for a name that nobody defined */
export function fillText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`a recipe names ${whole}, which nobody defined`)
    return value
  })
}
