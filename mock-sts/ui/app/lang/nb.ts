/** The page's own words in Norwegian bokmål, by page, with the terms of NHN's documentation. */
import type { Dictionary } from '../words.ts'
import { explain } from './nb/explain.ts'
import { frame } from './nb/frame.ts'
import { overview } from './nb/overview.ts'
import { request } from './nb/request.ts'
import { requests } from './nb/requests.ts'
import { rules } from './nb/rules.ts'
import { scenarios } from './nb/scenarios.ts'
import { verdict } from './nb/verdict.ts'

export const nb: Dictionary = {
  ...explain,
  ...frame,
  ...overview,
  ...request,
  ...requests,
  ...rules,
  ...scenarios,
  ...verdict,
}
