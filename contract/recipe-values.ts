/** Resolves the names and marks of a recipe, such as `${issuer}` and `$now`, to their values. */
import type { ComposeContext, Moment } from './compose-context.ts'
import type { Json, JsonObject } from './json.ts'
import { publicJwk } from './jwk.ts'
import type { KeyName } from './recipe.ts'

export type Fill = (value: Json) => Json | undefined

/** `base` with the members of `change` replaced; a `null` removes the member. */
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

/** The value of each mark, such as `{ "$now": 10 }`. CONTRIBUTING.md lists them. */
export const marks: Readonly<Record<`$${string}`, Mark>> = {
  $null: () => null,
  $now: (offset, { now }) => now + Number(offset),
  $nowMs: (offset, { now }) => now * 1000 + Number(offset),
  $nowText: (offset, { now }) => String(now + Number(offset)),
  $fraction: (offset, { now }) => now + Number(offset) + 0.25,
  $publicJwk: (name, { context }) => publicJwk(context.key(name as KeyName)) as unknown as Json,
  $shoutedJwk: (name, { context }) =>
    Object.fromEntries(
      Object.entries(publicJwk(context.key(name as KeyName))).map(([member, value]) => [member.toUpperCase(), value]),
    ),
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

/** Creates a function that resolves the names and marks in a recipe's values. */
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

/** The values of the names in `${…}`. */
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

/** An equivalent address: scheme and host in upper case, with an explicit default port. */
function shouted(address: string): string {
  const { protocol, hostname, port, pathname } = new URL(address)
  return `${`${protocol}//${hostname}`.toUpperCase()}:${port || (protocol === 'https:' ? 443 : 80)}${pathname}`
}

/** @throws {Error} for an unknown name */
export function fillText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`unknown name ${whole} in a recipe`)
    return value
  })
}
