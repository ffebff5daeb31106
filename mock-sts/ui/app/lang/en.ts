/** The page's own words in English, by page. `lang/nb.ts` has the same words in Norwegian. A word for a count ends in `.one` and `.other`. */
import { explain } from './en/explain.ts'
import { frame } from './en/frame.ts'
import { overview } from './en/overview.ts'
import { request } from './en/request.ts'
import { requests } from './en/requests.ts'
import { rules } from './en/rules.ts'
import { scenarios } from './en/scenarios.ts'
import { verdict } from './en/verdict.ts'

export const en = {
  ...explain,
  ...frame,
  ...overview,
  ...request,
  ...requests,
  ...rules,
  ...scenarios,
  ...verdict,
} as const
