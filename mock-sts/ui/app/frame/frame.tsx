/** The frame of every page: skip link, navigation, state of the twin, content, keyboard. */
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { tokenRequired } from '../api/control.ts'
import { keyOnly } from '../api/link-key.ts'
import { watchState } from '../api/twin-state.ts'
import { pageAt } from '../pages/index.ts'
import { NotFound } from '../pages/not-found.tsx'
import { place } from '../place.ts'
import { useTitle } from '../title.ts'
import { t } from '../words.ts'
import { Announcer } from './announcer.tsx'
import { Help } from './help.tsx'
import { KeyNotice } from './key-notice.tsx'
import { clearField, focusSearch, moveRow, useKeys } from './keys.ts'
import { Side, Top } from './navigation.tsx'
import { RestartNotice } from './restart-notice.tsx'
import { StateBar } from './state-bar.tsx'
import { showHelp } from './switches.tsx'
import { TokenForm } from './token-form.tsx'

export function Frame(): JSX.Element {
  // The key of a verdict link opens neither the overview nor the events.
  useEffect(() => (keyOnly.value ? undefined : watchState()), [keyOnly.value])
  useKeys({
    '/': focusSearch,
    j: () => moveRow(1),
    k: () => moveRow(-1),
    '?': () => showHelp(true),
    Escape: clearField,
  })
  return (
    <>
      <a class="skip" href="#main">
        {t('skip')}
      </a>
      <div class="app">
        <Side />
        <div class="column">
          <Top />
          {!tokenRequired.value && (keyOnly.value ? <KeyNotice /> : <StateBar />)}
          <main class="main" id="main" tabIndex={-1}>
            <RestartNotice />
            {tokenRequired.value ? <TokenForm /> : <Content />}
          </main>
        </div>
      </div>
      <Help />
      <Announcer />
    </>
  )
}

function Content(): JSX.Element {
  const found = pageAt(place.value.path)
  useTitle(found === undefined ? t('notFound.title') : t(found.page.title ?? `page.${found.page.name}`))
  if (found === undefined) return <NotFound />
  const { View } = found.page
  return <View {...found.values} />
}
