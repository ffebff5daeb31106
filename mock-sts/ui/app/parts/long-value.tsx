/** A value from a request; a long one folds to its beginning until the reader unfolds it. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { t } from '../words.ts'

/** Longest value that is shown in full, in characters. */
const maxLength = 160

export function LongValue({
  text,
  class: look,
}: {
  readonly text: string
  readonly class?: string | undefined
}): JSX.Element {
  const [isOpen, setOpen] = useState(false)
  if (text.length <= maxLength) return <span class={look}>{text}</span>
  return (
    <>
      <span class={look}>{isOpen ? text : `${text.slice(0, maxLength)}…`}</span>{' '}
      <button class="plain unfold" type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? t('value.less') : t('value.all', { n: text.length })}
      </button>
    </>
  )
}
