/** The control plane, as its OpenAPI document describes it. The control token is entered once, and kept for the tab. */
import { signal } from '@preact/signals'
import createClient from 'openapi-fetch'
import { controlPlane } from '../address.ts'
import type { Paths } from './control-plane.generated.d.ts'
import { hasKey, keyExpired, keyOnly } from './link-key.ts'

export type * from './control-plane.generated.d.ts'

const tokenKey = `helseid-mock control token ${controlPlane}`

let token = sessionStorage.getItem(tokenKey)

keyOnly.value = hasKey && token === null

/** Whether the twin has refused a request without the right control token. */
export const tokenRequired = signal(false)
/** Increased when everything on the page must be loaded again, because the token has changed. */
export const unlocked = signal(0)

/** Keeps the control token for this tab if the twin accepts it; resolves with whether it does. It is sent in a header only. */
export async function unlock(entered: string): Promise<boolean> {
  const headers = { Accept: 'application/json', Authorization: `Bearer ${entered}` }
  const { status } = await fetch(`${controlPlane}clock`, { headers, cache: 'no-store' })
  if (status === 401) return false
  token = entered
  sessionStorage.setItem(tokenKey, entered)
  tokenRequired.value = false
  keyOnly.value = false
  unlocked.value++
  return true
}

/** Whether the key of a verdict link has opened something. */
let keyOpened = false

/** `fetch` with the control token. */
export async function guardedFetch(request: Request): Promise<Response> {
  if (token !== null) request.headers.set('Authorization', `Bearer ${token}`)
  const response = await fetch(request)
  const withKey = keyOnly.value && new URL(request.url).searchParams.has('key')
  if (withKey && response.ok) keyOpened = true
  if (response.status === 401) {
    if (withKey && keyOpened) keyExpired.value = true
    else tokenRequired.value = true
  }
  return response
}

/** Each operation by its path: `control.GET('/rules')`. */
export const control = createClient<Paths>({
  baseUrl: controlPlane.replace(/\/$/, ''),
  headers: { Accept: 'application/json' },
  cache: 'no-store',
  fetch: guardedFetch,
})

/** The twin refused: `message` is its own sentence, which says what to change. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  /** Where in the body each fault is, as a JSON pointer. */
  readonly faults: readonly { readonly pointer?: string; readonly detail: string }[]

  constructor(status: number, message: string, faults: Refusal['faults'] = []) {
    super(message)
    this.status = status
    this.faults = faults
  }
}

interface Answered<Data> {
  readonly data?: Data
  readonly error?: unknown
  readonly response: Response
}

/** The data of an answer. @throws {Refusal} if the twin refused */
export async function dataOf<Data>(call: Promise<Answered<Data>>): Promise<Data> {
  const { data, error, response } = await call
  if (response.ok) return data as Data
  const { detail, errors } = (typeof error === 'object' ? error : {}) as { detail?: string; errors?: Refusal['faults'] }
  throw new Refusal(response.status, detail ?? `${response.status} ${response.statusText}`, errors)
}
