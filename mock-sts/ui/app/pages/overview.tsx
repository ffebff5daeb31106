/** Overview. */
import type { JSX } from 'preact'
import { t } from '../words.ts'
import type { Page } from './page.ts'

export const overview: Page = { path: '', name: 'overview', group: 'see', icon: 'home', View }

function View(): JSX.Element {
  return (
    <div class="head">
      <h1>{t('page.overview')}</h1>
    </div>
  )
}
