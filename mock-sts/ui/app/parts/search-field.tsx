/** The search field of a page; its text is in the address as `find`. */
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { place, setQuery } from '../place.ts'
import { Icon } from './icons.tsx'

/** Milliseconds after the last key. */
const pause = 150

export function SearchField({
  label,
  placeholder,
}: {
  readonly label: string
  readonly placeholder: string
}): JSX.Element {
  const timer = useRef(0)
  const field = useRef<HTMLInputElement>(null)
  const text = place.value.query.get('find') ?? ''
  useEffect(() => {
    // Back and forward change the address; typing must not be overwritten.
    if (field.current && document.activeElement !== field.current) field.current.value = text
  }, [text])
  return (
    <span class="search">
      <Icon name="search" />
      <label class="unseen" for="find">
        {label}
      </label>
      <input
        ref={field}
        class="input"
        id="find"
        type="search"
        placeholder={placeholder}
        defaultValue={text}
        onInput={({ currentTarget }) => {
          clearTimeout(timer.current)
          timer.current = window.setTimeout(() => setQuery({ find: currentTarget.value }), pause)
        }}
      />
      <span class="kbd" aria-hidden="true">
        /
      </span>
    </span>
  )
}

/** The words that are searched for, in lower case. */
export function searchedWords(query: URLSearchParams = place.value.query): readonly string[] {
  return (query.get('find') ?? '').toLowerCase().split(/\s+/).filter(Boolean)
}

/** Whether each searched word is in one of the texts. */
export function isFound(words: readonly string[], ...texts: readonly (string | undefined)[]): boolean {
  const all = texts.join('\n').toLowerCase()
  return words.every((word) => all.includes(word))
}
