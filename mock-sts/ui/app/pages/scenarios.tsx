/** Scenarios. */
import type { JSX } from 'preact'
import { t } from '../words.ts'
import type { Page } from './page.ts'

export const scenarios: Page = { path: 'scenarios', name: 'scenarios', group: 'setUp', icon: 'bolt', View }

function View(): JSX.Element {
  return (
    <div class="head">
      <h1>{t('page.scenarios')}</h1>
    </div>
  )
}
