/** The navigation: the pages that exist, in their groups. On narrow screens it is a menu in the bar above the content. */
import type { JSX } from 'preact'
import { useRef } from 'preact/hooks'
import { linkTo } from '../address.ts'
import { groups, pageAt, pages } from '../pages/index.ts'
import { Icon } from '../parts/icons.tsx'
import { place } from '../place.ts'
import { t } from '../words.ts'
import { clearField, useKeys } from './keys.ts'
import { Switches } from './switches.tsx'

function Links({ label, onFollow }: { readonly label: string; readonly onFollow?: () => void }): JSX.Element {
  const current = pageAt(place.value.path)?.page.name
  return (
    <nav class="nav" aria-label={label}>
      {groups.map((group) => (
        <div key={group}>
          <h2>{t(`nav.${group}`)}</h2>
          <ul>
            {pages
              .filter((page) => page.group === group)
              .map(({ path, name, icon, count }) => (
                <li key={name}>
                  <a href={linkTo(path)} aria-current={current === name ? 'page' : undefined} onClick={onFollow}>
                    <Icon name={icon} />
                    {t(`page.${name}`)}
                    {(count?.() ?? 0) > 0 && <span class="count">{count?.()}</span>}
                  </a>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

function Brand(): JSX.Element {
  return (
    <a class="brand" href={linkTo('')}>
      <Icon name="brand" />
      HelseID twin
    </a>
  )
}

/** The column at the left. */
export function Side(): JSX.Element {
  return (
    <header class="side">
      <Brand />
      <Links label={t('nav.label')} />
      <div class="side-foot">
        <p>{t('unofficial')}</p>
        <Switches />
      </div>
    </header>
  )
}

/** The bar at the top of a narrow screen. */
export function Top(): JSX.Element {
  const menu = useRef<HTMLDetailsElement>(null)
  const close = () => {
    if (menu.current?.open !== true) return clearField()
    const hadFocus = menu.current.contains(document.activeElement)
    menu.current.open = false
    if (hadFocus) menu.current.querySelector('summary')?.focus()
  }
  useKeys({ Escape: close })
  return (
    <header class="top">
      <Brand />
      <details ref={menu}>
        <summary class="button">
          <Icon name="menu" />
          {t('menu')}
        </summary>
        <div class="sheet">
          <Links label={t('menu')} onFollow={close} />
          <Switches />
        </div>
      </details>
    </header>
  )
}
