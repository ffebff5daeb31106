/** Performs a recipe: fetches a nonce, sends the requests of `before`, then the request itself. */
import { compose } from './compose.ts'
import type { ComposeContext, ComposedRequest } from './compose-context.ts'
import { type Jwk, publicJwk } from './jwk.ts'
import type { ClientChange, Recipe, RequestChange } from './recipe.ts'

export interface ExchangeAnswer {
  readonly request: ComposedRequest
  readonly status: number
  readonly headers: Headers
  readonly body: string
  /** The newest nonce, after this response. */
  readonly nonce: string | undefined
}

export interface ExchangeContext extends ComposeContext {
  /** Epoch seconds of the client's clock. */
  readonly now: () => number
  readonly send: (request: ComposedRequest) => Promise<Response>
  /** Waits this many seconds. */
  readonly wait: (seconds: number) => Promise<void>
}

/**
 * Sends the requests of `recipe` and returns their responses, the one to the request itself last.
 * @throws {Error} whatever `context.send` throws, and what `compose` throws
 * @example
 * const last = (await perform({ assertion: { header: { typ: 'JWT' } } }, context)).at(-1)
 */
export async function perform(recipe: Recipe, context: ExchangeContext): Promise<ExchangeAnswer[]> {
  const { before = [], client, otherClient: _otherClient, api: _api, ...itself } = recipe
  const key = client?.keys?.[0]?.key ?? context.assertionKey
  const challenge = await send(
    { assertion: { key }, proof: { claims: { nonce: null } } },
    context,
    undefined,
    undefined,
  )
  const answers: ExchangeAnswer[] = []
  for (const change of [...before, itself]) {
    if (change.wait !== undefined) await context.wait(change.wait)
    const { nonce, request: previous } = answers.at(-1) ?? { nonce: challenge.nonce, request: undefined }
    answers.push(await send(change, context, nonce, previous))
  }
  return answers
}

async function send(
  change: RequestChange,
  context: ExchangeContext,
  nonce: string | undefined,
  previous: ComposedRequest | undefined,
): Promise<ExchangeAnswer> {
  const request = compose(change, context, { now: context.now(), nonce, previous })
  const response = await context.send(request)
  const { status, headers } = response
  return { request, status, headers, body: await response.text(), nonce: headers.get('dpop-nonce') ?? nonce }
}

/** The registration of the client that a recipe describes, with the members of the twin's configuration. */
export function registrationOf(
  change: ClientChange,
  clientId: string,
  context: ComposeContext & { now: () => number },
) {
  const {
    keys = [{ key: context.assertionKey }],
    scopes,
    unregistered: _unregistered,
    termsNotAccepted,
    ...rest
  } = change
  const jwks = keys.map(({ key, alg, expired }): Jwk & { exp?: number } => ({
    ...publicJwk(context.key(key)),
    ...(alg != null && { alg }),
    ...(expired && { exp: Math.floor(context.now()) - 3600 }),
  }))
  const fill = (value: string) => fillNames(value, context)
  const { parent, children, supplier, delegations, ...others } = rest
  return {
    ...others,
    clientId,
    name: `Example client ${clientId}`,
    jwks: { keys: jwks },
    scopes: (scopes ?? [context.scope, context.secondScope]).map(fill),
    ...(parent !== undefined && { parent: fill(parent) }),
    ...(supplier !== undefined && { supplier: fill(supplier) }),
    ...(children && { children: children.map(fill) }),
    ...(delegations && { delegations: delegations.map(fill) }),
    ...(termsNotAccepted && { termsNotAccepted: termsNotAccepted.map(fill) }),
  }
}

function fillNames(
  text: string,
  { scope, secondScope, otherApiScope, ungrantedScope, parent, child, supplier }: ComposeContext,
): string {
  const names: Readonly<Record<string, string>> = {
    scope,
    secondScope,
    otherApiScope,
    ungrantedScope,
    parent,
    child,
    supplier,
  }
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => names[name] ?? whole)
}

/** A request as a curl command for a POSIX shell. */
export function toCurl({ method, url, headers, body }: ComposedRequest): string {
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
  const lines = [
    `curl -i -X ${method} ${quote(url)}`,
    ...headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
  ]
  if (body !== '') lines.push(`--data-raw ${quote(body)}`)
  return lines.join(' \\\n  ')
}
