/** The table of shortcuts. */
import { Fragment, type JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../parts/icons.tsx'
import { shortcuts } from '../preferences.ts'
import { t, type Word } from '../words.ts'
import { helpOpen, showHelp } from './switches.tsx'

const rows: readonly [string, Word][] = [
  ['/', 'keys.search'],
  ['J, K', 'keys.rows'],
  ['Enter', 'keys.open'],
  ['Esc', 'keys.close'],
  ['?', 'keys.help'],
]

export function Help(): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  const isOpen = helpOpen.value
  useLayoutEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={() => showHelp(false)}>
      <section class="panel">
        <header>
          <h2 id="help-title">{t('keys')}</h2>
          <button class="copy push" type="button" aria-label={t('close')} onClick={() => showHelp(false)}>
            <Icon name="cross" />
          </button>
        </header>
        <div class="body">
          <dl class="pairs">
            {rows.map(([key, word]) => (
              <Fragment key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{t(word)}</dd>
              </Fragment>
            ))}
          </dl>
          <label class="check">
            <input
              type="checkbox"
              checked={shortcuts.value === 'on'}
              onChange={({ currentTarget }) => {
                shortcuts.value = currentTarget.checked ? 'on' : 'off'
              }}
            />
            {t('keys.letters')}
          </label>
        </div>
      </section>
    </dialog>
  )
}
