/** What every operation of the control plane shares: its input, its refusals and its forms of answer. */
import { requireSts, type StsName } from 'helseid-contract'
import { defaultSts } from '../../context/address.ts'
import type { Context } from '../../context/context.ts'
import { type Fault, FaultError } from '../../http/fault.ts'
import type { HttpRequest } from '../../http/http-request.ts'
import { problemResponse } from '../../http/responses.ts'
import { type RequestFault, toRequestFault } from '../validation.ts'

/** The input of an operation; query and body have been validated. */
export interface ControlCall {
  readonly context: Context
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
  readonly request: HttpRequest
}

/** Operations by `operationId`. */
export type Operations = Readonly<Record<string, (call: ControlCall) => Response | Promise<Response>>>

/** A request that is valid by its schema but cannot be fulfilled. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly faults: readonly RequestFault[]

  constructor(status: number, ...faults: readonly RequestFault[]) {
    super(faults.map(({ detail }) => detail).join('; '))
    this.status = status
    this.faults = faults
  }
}

/** A request that names no STS means that of the hostname it was sent to. */
export function requestedSts(name: unknown, request: HttpRequest): StsName {
  return name === undefined ? defaultSts(new URL(request.url)) : requireSts(String(name))
}

/** Problem details with the place of each fault. */
export function refusal(status: number, faults: readonly RequestFault[]): Response {
  const title =
    { 400: 'Bad request', 404: 'Not found', 413: 'Too large', 429: 'Too many requests' }[status] ?? 'Refused'
  return problemResponse(status, title, faults.map(({ detail }) => detail).join('; '), faults)
}

export function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new Refused(400, ...faults.map(toRequestFault))
}

/** Turns a `TypeError` of `act` into a refusal; `pointer` is its place unless the error names one. */
export async function asRefusal<T>(pointer: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof FaultError) throw new Refused(400, toRequestFault({ ...error, detail: error.message }))
    if (error instanceof TypeError) throw new Refused(400, { pointer, detail: error.message })
    throw error
  }
}

export function noContent(): Response {
  return new Response(null, { status: 204 })
}

export function json(status: number, body: object): Response {
  return new Response(JSON.stringify(body, null, 2), { status, headers: { 'Content-Type': 'application/json' } })
}

export function text(body: string): Response {
  return new Response(`${body}\n`, { headers: { 'Content-Type': 'text/plain; charset=UTF-8' } })
}
