/** Explain. */
import type { JSX } from 'preact'
import { t } from '../words.ts'
import type { Page } from './page.ts'

export const explain: Page = { path: 'explain', name: 'explain', group: 'see', icon: 'page', View }

function View(): JSX.Element {
  return (
    <div class="head">
      <h1>{t('page.explain')}</h1>
    </div>
  )
}
