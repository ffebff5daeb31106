/** A text of the twin, in English: the parts between backticks are code, everything else is text. */
import type { JSX } from 'preact'

export function Prose({ text }: { readonly text: string }): JSX.Element {
  return (
    <span lang="en" dir="auto">
      {text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}
    </span>
  )
}
