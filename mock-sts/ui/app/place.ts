/** Where the reader is in the workbench: path and query, and how to go elsewhere without loading the page again. */
import { signal } from '@preact/signals'
import { home } from './address.ts'

export interface Place {
  /** Relative to the workbench, without slashes at its ends: `requests/abc`. */
  readonly path: string
  readonly query: URLSearchParams
}

export const place = signal(currentPlace())

function currentPlace(): Place {
  const path = location.pathname.startsWith(home) ? location.pathname.slice(home.length) : ''
  return { path: path.replace(/\/+$/, ''), query: new URLSearchParams(location.search) }
}

/** Goes to a page, given relative to the workbench. */
export function goTo(to: string): void {
  history.pushState(null, '', home + to)
  arrive()
  scrollTo(0, 0)
}

/** Changes the query of the address, such as a filter, without a new entry in the history. Empty values are removed. */
export function setQuery(changes: Readonly<Record<string, string | undefined>>): void {
  const query = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') query.delete(name)
    else query.set(name, value)
  }
  const text = query.toString()
  history.replaceState(history.state, '', location.pathname + (text === '' ? '' : `?${text}`) + location.hash)
  place.value = currentPlace()
}

function arrive(): void {
  place.value = currentPlace()
  focusContent()
}

/** Focuses the content, after an action that removes the element with the focus, which would be lost. */
export function focusContent(): void {
  document.getElementById('main')?.focus({ preventScroll: true })
}

/** Follows links within the workbench, and the browser's back and forward. */
export function followLinks(): void {
  addEventListener('popstate', arrive)
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = (event.target as Element).closest('a')
    if (link === null || link.target !== '' || link.hasAttribute('download')) return
    const { origin, pathname, search, hash } = new URL(link.href)
    if (origin !== location.origin || !pathname.startsWith(home)) return
    // The browser itself goes to a place in the same page.
    if (hash !== '' && pathname === location.pathname && search === location.search) return
    event.preventDefault()
    goTo(pathname.slice(home.length) + search + hash)
  })
}
