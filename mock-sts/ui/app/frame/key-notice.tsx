/** The bar of a page that was opened by a verdict link: what it shows, and how to see the rest. */
import type { JSX } from 'preact'
import { tokenRequired } from '../api/control.ts'
import { keyExpired } from '../api/link-key.ts'
import { Icon } from '../parts/icons.tsx'
import { t } from '../words.ts'

export function KeyNotice(): JSX.Element {
  return (
    <section class="context wraps" aria-label={t('state.label')}>
      <span class="state calm">
        <Icon name="link" />
        {t(keyExpired.value ? 'link.expired' : 'link.onlyThis')}
      </span>
      <button
        class="button tiny push"
        type="button"
        onClick={() => {
          tokenRequired.value = true
        }}
      >
        {t('token.enter')}
      </button>
    </section>
  )
}
