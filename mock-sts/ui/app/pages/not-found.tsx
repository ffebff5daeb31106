/** The page for an address that the workbench does not have. */
import type { JSX } from 'preact'
import { linkTo } from '../address.ts'
import { Empty } from '../parts/states.tsx'
import { t } from '../words.ts'

export function NotFound(): JSX.Element {
  return (
    <>
      <div class="head">
        <h1>{t('notFound.title')}</h1>
      </div>
      <section class="panel">
        <Empty title={t('notFound.text')} level="h2">
          <a class="button first" href={linkTo('')}>
            {t('page.overview')}
          </a>
        </Empty>
      </section>
    </>
  )
}
