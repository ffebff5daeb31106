/** The title of the tab: that of the page, or of what the page shows. */
import { signal } from '@preact/signals'
import { useLayoutEffect } from 'preact/hooks'

/** What the page shows; undefined for a page that is named in the navigation. */
const shown = signal<string | undefined>(undefined)

/** Most characters of a name in a title, which a tab cuts off anyway. */
const maxLength = 60

/** Names what the page shows, until it shows something else. */
export function useTitleOf(what: string | undefined): void {
  useLayoutEffect(() => {
    shown.value = what
    return () => {
      shown.value = undefined
    }
  }, [what])
}

/** Sets the title together with the content: it must not name the page before. */
export function useTitle(page: string): void {
  const title = shown.value ?? page
  useLayoutEffect(() => {
    document.title = `${title} · HelseID twin`
  }, [title])
}

/** A name that a client sent, as a part of a title: without characters that would change the order of the rest. */
export function inTitle(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}]/gu, '')
  return plain.length > maxLength ? `${plain.slice(0, maxLength)}…` : plain
}
