/** The keyboard: one key does the same on every page, and a page may say what its rows do. */
import { useEffect } from 'preact/hooks'
import { shortcuts } from '../preferences.ts'

type Actions = Readonly<Record<string, () => void>>

/** The newest first: an open dialog or page decides before the frame. */
const listening: Actions[] = []

/** Does `actions[key]` while the component is shown: `j`, `k`, `/`, `?`, `Escape`. Letters do nothing while a field has the focus. */
export function useKeys(actions: Actions): void {
  useEffect(() => {
    listening.unshift(actions)
    return () => void listening.splice(listening.indexOf(actions), 1)
  })
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  const isLetter = event.key.length === 1
  if (isLetter && (shortcuts.value === 'off' || isField(event.target))) return
  const key = isLetter ? event.key.toLowerCase() : event.key
  const action = listening.find((actions) => actions[key] !== undefined)?.[key]
  if (action === undefined) return
  if (isLetter) event.preventDefault()
  action()
})

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]') !== null
  )
}

/** Moves the focus to the next or previous row: elements with `data-row`, or the first control in them. */
export function moveRow(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('#main [data-row]')].filter(
    (row) => row.offsetParent !== null,
  )
  const current = rows.findIndex((row) => row.contains(document.activeElement))
  const next = rows[current === -1 ? (by === 1 ? 0 : rows.length - 1) : current + by]
  const target = next?.matches('a, button, summary') ? next : next?.querySelector<HTMLElement>('a, button, summary')
  target?.focus()
}

/** Focuses the search field of the page. */
export function focusSearch(): void {
  document.querySelector<HTMLInputElement>('#main input[type=search]')?.focus()
}

/** Clears the field that has the focus, otherwise leaves it. */
export function clearField(): void {
  const field = document.activeElement
  if (!(field instanceof HTMLInputElement)) return
  if (field.value === '') field.blur()
  else if (field.type === 'search') {
    field.value = ''
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
}
