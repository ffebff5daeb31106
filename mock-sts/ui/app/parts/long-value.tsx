/** A value from a request; a long one folds to its beginning until the reader unfolds it. */
import type { ComponentChild, JSX } from 'preact'
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
  if (text.length <= maxLength) return <span class={look}>{withLastComma(text)}</span>
  return (
    <>
      <span class={look}>{isOpen ? withLastComma(text) : `${text.slice(0, maxLength)}…`}</span>{' '}
      <button class="plain unfold" type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? t('value.less') : t('value.all', { n: text.length })}
      </button>
    </>
  )
}

/** A comma at the end never stands alone on a line. */
function withLastComma(text: string): ComponentChild {
  if (!text.endsWith(',') || text.length < 2) return text
  return [text.slice(0, -2), <span class="nowrap">{text.slice(-2)}</span>]
}
