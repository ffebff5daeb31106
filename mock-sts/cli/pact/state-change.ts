/** A state change as Pact's verifiers send it, and how it is passed on to the API's own state URL. */
import type { IncomingMessage } from 'node:http'

export interface StateChange {
  /** Empty for an interaction without states. */
  readonly state: string
  readonly action: 'setup' | 'teardown'
  readonly parameters: Readonly<Record<string, unknown>>
}

/** What is sent back to the verifier; the body may have values that it puts into the request. */
export interface StateAnswer {
  readonly status: number
  readonly contentType?: string | undefined
  readonly body: string | Uint8Array
}

/**
 * Reads JSON in the body or, as some verifiers send it, the query; `states` is the older form of `state`.
 * @throws {TypeError} for a body that is not a JSON object
 */
export function readStateChange(query: URLSearchParams, body: Uint8Array): StateChange {
  const given: Readonly<Record<string, unknown>> = body.length === 0 ? ofQuery(query) : jsonObject(body)
  const { state, states, action, params } = given
  return {
    state: String(state ?? [states].flat()[0] ?? ''),
    action: action === 'teardown' ? 'teardown' : 'setup',
    parameters: Object(params) as StateChange['parameters'],
  }
}

function jsonObject(body: Uint8Array): Readonly<Record<string, unknown>> {
  const expected = 'a state change is a JSON object such as { "state": "expired-token", "action": "setup" }'
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(body))
  } catch (cause) {
    throw new TypeError(expected, { cause })
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new TypeError(expected)
}

function ofQuery(query: URLSearchParams): Readonly<Record<string, unknown>> {
  const { state, action, ...params } = Object.fromEntries(query)
  const values = Object.entries(params).map(([name, text]) => [
    name,
    /^[[{"\d]|^(?:true|false|null)$/.test(text) ? parameterOf(text) : text,
  ])
  return { state, action, params: Object.fromEntries(values) }
}

/** A parameter of the query that is JSON, or the text itself. */
function parameterOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Text that only begins as JSON does.
    return text
  }
}

/** The largest state change, in bytes. */
const maxBytes = 1_048_576

/** @throws {RangeError} for a body beyond the maximum */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > maxBytes) throw new RangeError(`a state change has at most ${maxBytes} bytes`)
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

/** How long the state URL may take, in milliseconds. */
const maxWait = 60_000

/** Sends the change as it was received. @throws {Error} naming the address if there is no answer */
export async function passOn(
  address: string,
  { method = 'POST', headers, url = '/' }: IncomingMessage,
  { body, signal }: { readonly body: Buffer; readonly signal: AbortSignal },
): Promise<StateAnswer> {
  const to = new URL(address)
  for (const [name, value] of new URL(url, 'http://localhost').searchParams) to.searchParams.append(name, value)
  const type = headers['content-type']
  const response = await fetch(to, {
    method,
    signal: AbortSignal.any([signal, AbortSignal.timeout(maxWait)]),
    headers: type === undefined ? {} : { 'content-type': type },
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  }).catch((error: Error) => {
    const { message, code } = (error.cause ?? error) as NodeJS.ErrnoException
    // The error of several addresses, as localhost may have, has a code, but no message.
    throw new Error(`cannot reach the state URL ${address} of --states: ${message || code}`, { cause: error })
  })
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? undefined,
    body: new Uint8Array(await response.arrayBuffer()),
  }
}
