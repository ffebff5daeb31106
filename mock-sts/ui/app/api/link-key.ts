/** The key of a verdict link: it opens one request with its flow, without the control token. */
import { signal } from '@preact/signals'

const key = new URLSearchParams(location.search).get('key') ?? undefined

/** Whether the page has no more than the key. The control plane then answers for this request and its flow only. */
export const keyOnly = signal(false)

/** Whether the twin no longer takes the key. What it has opened stays on the page. */
export const keyExpired = signal(false)

/** For the calls that a key opens. */
export function keyQuery(): { readonly key?: string } {
  return keyOnly.value && key !== undefined ? { key } : {}
}

/** Whether the address has a key. */
export const hasKey = key !== undefined

/** For links from the page to the other requests of the flow. */
export function withKey(address: string): string {
  return keyOnly.value && key !== undefined ? `${address}?key=${encodeURIComponent(key)}` : address
}
