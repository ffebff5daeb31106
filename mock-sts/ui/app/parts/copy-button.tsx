/** Buttons that copy a text, and say that they did. */
import type { ComponentChildren, JSX } from 'preact'
import { useState } from 'preact/hooks'
import { announce } from '../frame/announcer.tsx'
import { t } from '../words.ts'
import { Icon } from './icons.tsx'

interface Copied {
  readonly text: string | (() => string)
  /** What is copied: completes "Copy …" for screen readers. */
  readonly what: string
}

/** A small button with an icon only. */
export function CopyIcon({ text, what }: Copied): JSX.Element {
  const [done, copy] = useCopy(text, what)
  return (
    <button class="copy" type="button" aria-label={t('copy.what', { what })} onClick={copy}>
      <Icon name={done ? 'tick' : 'copy'} />
    </button>
  )
}

/** A button with its words next to the icon. */
export function CopyButton({
  text,
  what,
  first,
  children,
}: Copied & { readonly first?: boolean; readonly children: ComponentChildren }): JSX.Element {
  const [done, copy] = useCopy(text, what)
  return (
    <button class={first ? 'button first' : 'button'} type="button" onClick={copy}>
      <Icon name={done ? 'tick' : 'copy'} />
      {children}
    </button>
  )
}

function useCopy(text: string | (() => string), what: string): [boolean, () => Promise<void>] {
  const [done, setDone] = useState(false)
  return [
    done,
    async () => {
      await copyText(typeof text === 'string' ? text : text())
      announce(t('copied', { what }))
      setDone(true)
      setTimeout(() => setDone(false), 2000)
    },
  ]
}

/** Plain HTTP at a name other than localhost is not a secure context, which has no clipboard: there a selection is copied. */
async function copyText(text: string): Promise<void> {
  if (isSecureContext) return navigator.clipboard.writeText(text)
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'unseen'
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}
