/** What a page of the workbench is. */
import type { ComponentType } from 'preact'
import type { IconName } from '../parts/icons.tsx'
import type { Word } from '../words.ts'

/** The groups of the navigation, in their order. */
export const groups = ['see', 'setUp', 'verify'] as const

export interface Page {
  /** Relative to the workbench; a part that begins with a colon is a value: `requests/:id`. */
  readonly path: string
  /** Its word is `page.<name>`. A page within another has the name of that one, which the navigation marks. */
  readonly name: PageName
  /** Title of the tab, where the name is that of another page. */
  readonly title?: Word
  /** Undefined for a page that the navigation does not name. */
  readonly group?: (typeof groups)[number]
  readonly icon: IconName
  /** A number next to its name in the navigation. */
  readonly count?: () => number | undefined
  /** Receives the values in its path by their names. */
  readonly View: ComponentType<Readonly<Record<string, string>>>
}

type PageName = Word extends infer Each ? (Each extends `page.${infer Name}` ? Name : never) : never
