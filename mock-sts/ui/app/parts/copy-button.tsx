/** Buttons that copy a text, and say that they did. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { announce } from '../frame/announcer.tsx'
import { t } from '../words.ts'
import { Icon, type IconName } from './icons.tsx'

type Text = string | (() => string | Promise<string>)

interface Copied {
  readonly text: Text
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

/** A button with a label. */
export function CopyButton({
  label,
  text,
  icon = 'copy',
  first = false,
}: {
  readonly label: string
  readonly text: Text
  readonly icon?: IconName
  /** The main action of the page. */
  readonly first?: boolean
}): JSX.Element {
  const [done, copy] = useCopy(text, label)
  return (
    <button class={first ? 'button first' : 'button'} type="button" onClick={copy}>
      <Icon name={done ? 'tick' : icon} />
      {label}
    </button>
  )
}

function useCopy(text: Text, what: string): [boolean, () => Promise<void>] {
  const [done, setDone] = useState(false)
  return [
    done,
    async () => {
      await copyText(typeof text === 'string' ? text : await text())
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
