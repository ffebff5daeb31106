/** The pages, one line each. The navigation, the addresses and the titles follow this list. */
import { explain } from './explain.tsx'
import { overview } from './overview.tsx'
import { groups, type Page } from './page.ts'
import { flow } from './request/flow-page.tsx'
import { request } from './request.tsx'
import { requests } from './requests.tsx'
import { rules } from './rules.tsx'
import { scenarios } from './scenarios.tsx'

export const pages: readonly Page[] = [overview, requests, request, flow, explain, scenarios, rules]

export { groups }

export interface FoundPage {
  readonly page: Page
  /** The values in its path, by name. */
  readonly values: Readonly<Record<string, string>>
}

/** The page at a path that is relative to the workbench; undefined for an unknown one. */
export function pageAt(path: string): FoundPage | undefined {
  const given = path.split('/')
  for (const page of pages) {
    const parts = page.path.split('/')
    if (parts.length !== given.length) continue
    if (!parts.every((part, index) => part.startsWith(':') || part === given[index])) continue
    const values = parts.flatMap((part, index) =>
      part.startsWith(':') ? [[part.slice(1), decodeURIComponent(given[index] ?? '')]] : [],
    )
    return { page, values: Object.fromEntries(values) }
  }
  return undefined
}
